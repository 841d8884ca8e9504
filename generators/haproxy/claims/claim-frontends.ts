import type { Admit, Bind, Serve } from "../../../src/contract/claim.ts";
import type { Backend, Family, Fleet, Node } from "../../../src/contract/fleet.ts";
import { type Admission, narrowAccess } from "../../../src/fleet/narrow-access.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { httpsPort } from "../http/http-redirects.ts";
import { targetsOf } from "./claim-backends.ts";

/** A frontend section binds on its nodes, admits the sources of all its services, and serves their hosts and paths. */
export function claimFrontend(
  section: FrontendSection,
  carriers: readonly Node[],
  fleet: Fleet,
): (Admit | Bind | Serve)[] {
  const nodes = carriers.map((node) => node.name);
  const services = [...new Set(section.entries.map(({ service }) => service.name))];
  const causes = section.entries.map(({ frontend }) => frontend.tree);
  const serving = section.entries.flatMap((entry) => whatIsServed(entry, fleet));
  return section.addresses.flatMap(({ family, address }): (Admit | Bind | Serve)[] => {
    const where = { nodes, address, family, port: section.port, transport: "tcp" } as const;
    return [
      { kind: "bind", ...where, by: "haproxy", services, causes },
      ...admissions(section, family).map((admitted): Admit => ({ kind: "admit", ...where, ...admitted, public: true })),
      ...serving.map((served): Serve => ({ kind: "serve", ...where, ...served })),
    ];
  });
}

/**
 * All sources that any service admits: one claim per distinct list, because one service's exceptions do not apply to
 * the others. HAProxy then narrows by host name and path.
 */
function admissions(
  { entries }: FrontendSection,
  family: Family,
): Pick<Admit, "sources" | "except" | "why" | "services" | "causes">[] {
  const distinct = new Map<string, { admission: Admission; entries: [ServiceFrontend, ...ServiceFrontend[]] }>();
  for (const entry of entries) {
    const admission = narrowAccess(family, entry.service.access, entry.frontend.access);
    const key = JSON.stringify(admission);
    const same = distinct.get(key);
    if (same !== undefined) same.entries.push(entry);
    else if (admission.sources.length > 0) distinct.set(key, { admission, entries: [entry] });
  }
  return [...distinct.values()].map(({ admission, entries: admitted }) => ({
    why: whyOpen(admitted),
    services: [...new Set(admitted.map(({ service }) => service.name))],
    causes: admitted.map(({ frontend }) => frontend.tree),
    ...admission,
  }));
}

function whyOpen([first, ...others]: readonly [ServiceFrontend, ...ServiceFrontend[]]): string {
  const name = `frontend ${first.frontend.name} of ${first.service.name}`;
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

type Served = Pick<Serve, "service" | "frontend" | "causes" | "hostname" | "path" | "backend" | "targets" | "redirect">;

function whatIsServed({ service, frontend }: ServiceFrontend, fleet: Fleet): Served[] {
  const hosts = service.hostnames.length === 0 || frontend.protocol === "tcp" ? [undefined] : service.hostnames;
  const paths = new Map<string, Served>();
  const base = { service: service.name, frontend: frontend.name };
  const to = (backend: Backend) => ({ backend: backend.name, targets: targetsOf({ service, backend }, fleet) });
  const add = (path: string, served: Served): unknown => paths.set(path, path === "/" ? served : { path, ...served });
  const reading = frontend.protocol === "http" && !frontend.redirect;
  if (frontend.backend !== undefined && !frontend.redirect) {
    add("/", { causes: [frontend.tree], ...base, ...to(frontend.backend) });
  }
  for (const route of reading ? service.routes : []) {
    if (route.backend !== undefined) add(route.path, { causes: [route.tree], ...base, ...to(route.backend) });
  }
  for (const { path, to: location, status, keepPath, tree } of reading && service.state !== "maintenance"
    ? service.redirects
    : []) {
    add(path, { causes: [tree], redirect: { to: location, status, keepPath }, ...base });
  }
  // During maintenance redirects are off, but their host names are still known.
  if (reading && paths.size === 0) add("/", { causes: [frontend.tree], ...base });
  const served = [...paths.values()];
  return hosts.flatMap((hostname, index): Served[] => {
    const named = hostname === undefined ? {} : { hostname };
    const redirect = wholeRedirect({ service, frontend }, hostname, index);
    if (redirect !== undefined) return [{ causes: [frontend.tree], redirect, ...base, ...named }];
    return served.map((one) => (hostname === undefined ? one : { hostname, ...one }));
  });
}

/** Where all requests for a host name are redirected, with their path: to https, or to the canonical name. */
function wholeRedirect({ service, frontend }: ServiceFrontend, hostname: string | undefined, index: number) {
  const [canonical] = service.hostnames;
  const host = frontend.redirect ? (hostname ?? canonical) : canonical;
  if (host === undefined) return undefined;
  const canonicalises = service.spec.canonical_redirect === true && index > 0 && frontend.protocol === "http";
  if (!frontend.redirect && !canonicalises) return undefined;
  const secure = frontend.redirect || frontend.spec.tls !== undefined;
  const port = frontend.redirect ? httpsPort(service) : frontend.port;
  const suffix = port === (secure ? 443 : 80) ? "" : `:${port}`;
  return { to: `${secure ? "https" : "http"}://${host}${suffix}/`, status: 301, keepPath: true };
}
