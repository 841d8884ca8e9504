import type { Report } from "../../../contract/finding.ts";
import type { Fleet, Frontend, Redirect, Service } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";
import { parseUrl, type Request } from "../../sites/follow-redirect.ts";
import { type Sites, siteHosts, siteKey } from "../../sites/sites-of.ts";

/** The targets of our redirects respond, if we serve them. */
export const redirectTarget: Rule = {
  codes: {
    "redirect/nowhere": {
      severity: "warning",
      about: "A redirect leads to a host name of one of our services, but none answers there. Clients get an error.",
    },
    "redirect/no-https": {
      severity: "warning",
      about: "A frontend redirects to https, but no service answers for the host name at port 443.",
    },
  },
  checkFleet(fleet, report, { sites }) {
    const own = ownNames(fleet);
    for (const service of fleet.services.values()) {
      const { toHttps, redirects } = redirectsOf(service);
      for (const each of toHttps) checkHttps(sites, service, each, report);
      for (const each of redirects) checkRedirect(sites, service, each, own, report);
    }
  },
};

/** Host names of services. Other names that a wildcard certificate covers may be served elsewhere. */
function ownNames(fleet: Fleet): ReadonlySet<string> {
  const names = new Set<string>();
  for (const service of fleet.services.values()) for (const hostname of service.hostnames) names.add(hostname);
  return names;
}

/** A frontend that redirects to https, and where clients come then. */
interface ToHttps {
  readonly frontend: Frontend;
  readonly hosts: readonly { readonly host: string; readonly key: string }[];
}

/** A redirect to a URL, not only to a path. */
interface Away {
  readonly redirect: Redirect;
  readonly to: Request;
  readonly key: string;
}

/** Where an emitted service redirects to. */
const redirectsOf = oncePer(
  (service: Service): { readonly toHttps: readonly ToHttps[]; readonly redirects: readonly Away[] } => {
    if (!isEmitted(service)) return { toHttps: [], redirects: [] };
    const hosts = siteHosts(service).map((host) => ({ host, key: siteKey(host, 443) }));
    const toHttps = service.frontends.filter(({ redirect, protocol }) => redirect && protocol === "http");
    return {
      toHttps: toHttps.map((frontend) => ({ frontend, hosts })),
      redirects: service.redirects.flatMap((redirect) => {
        const to = parseUrl(redirect.to);
        return to === undefined ? [] : [{ redirect, to, key: siteKey(to.host, to.port) }];
      }),
    };
  },
);

function checkHttps(sites: Sites, service: Service, { frontend, hosts }: ToHttps, report: Report): void {
  const silent = hosts.find(({ key }) => !isAnswered(sites, key));
  if (silent === undefined) return;
  const { host } = silent;
  const where = service.hostnames.length > 0 ? `at ${host}` : "there";
  report({
    code: "redirect/no-https",
    message: `frontend ${frontend.name} of ${service.name} redirects to https, but no service answers ${where} on port 443`,
    at: userPlace(service, frontend, "redirect"),
    help: "add a frontend on port 443 that terminates TLS, or remove this one",
    subject: { kind: "service", name: service.name },
  });
}

function checkRedirect(
  sites: Sites,
  service: Service,
  { redirect, to, key }: Away,
  own: ReadonlySet<string>,
  report: Report,
): void {
  if (!own.has(to.host) || isAnswered(sites, key)) return;
  const silent = sites.get(key)?.service;
  report({
    code: "redirect/nowhere",
    message: `redirect ${redirect.path} of ${service.name} leads to ${to.host}, where no service answers on port ${to.port}`,
    at: userPlace(service, redirect, "to"),
    notes:
      silent === undefined
        ? []
        : [{ message: `${silent.name} has the name, but is ${silent.state}`, at: keyAt(silent, "state") }],
    help: "check the host name, or add a service that answers to it",
    subject: { kind: "service", name: service.name },
  });
}

function isAnswered(sites: Sites, key: string): boolean {
  const site = sites.get(key);
  return site !== undefined && isEmitted(site.service);
}
