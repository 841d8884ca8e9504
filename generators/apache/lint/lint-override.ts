import type { Note } from "../../../src/contract/finding.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { isOpen, routeAccess, siteAccess } from "../access.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";

/**
 * A `.htaccess` that may use `Require` may use it in `<If>`, which Apache reads after everything of ours, or `Satisfy
 * Any`. Both need AuthConfig; the other classes permit neither.
 */
export function lintOverride(site: Site, fleet: Fleet): ApacheFinding[] {
  const { service } = site;
  if (service.spec.apache?.override?.includes("AuthConfig") !== true) return [];
  const notes = restrictions(site, fleet);
  if (notes.length === 0) return [];
  return [
    {
      code: "apache/override-access",
      message: `.htaccess files of ${service.name} may override the access set in the catalog`,
      at: at(service, "apache", "override"),
      notes,
      help: "remove AuthConfig; put password rules in a file that `apache: {lines: [Include …]}` loads",
      subject: { kind: "service", name: service.name },
    },
  ];
}

/** What the catalog says about access to the site. */
function restrictions(site: Site, fleet: Fleet): Note[] {
  const { service, client, backends } = site;
  const isBlocked = client === "peer" && isOpen(routeAccess(service.access)) && fleet.spec.blocked !== undefined;
  const whole = isBlocked
    ? { message: "access is restricted here", at: keyAt(fleet, "blocked") }
    : { message: "access is restricted here", at: service.access.tree };
  return [
    ...(isOpen(siteAccess(site, fleet)) ? [] : [whole]),
    ...service.routes.flatMap(({ path, access }) =>
      access === undefined || isOpen(routeAccess(access))
        ? []
        : [{ message: `access to ${path} is restricted here`, at: access.tree }],
    ),
    ...(client === "proxy"
      ? backends.map((backend) => ({
          message: "only load balancers are allowed, and they send the client's address",
          at: at(backend, "client_address"),
        }))
      : []),
  ];
}
