import type { Report } from "../../../src/contract/finding.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { keySpan } from "../../../src/contract/tree.ts";
import { numberOf } from "../../../src/fleet/number-of.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { oncePerPair } from "../../../src/fleet/once-per-pair.ts";
import { comparedPath, foldCase } from "../../../src/fleet/path-case.ts";
import { checkedPaths, checksOf, isBelow, plainPath } from "../guard-paths.ts";
import type { Model, WebServer } from "../model.ts";
import { redirectedNames, type Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";
import { aroundRoutes } from "./around-routes.ts";
import { lintNames } from "./lint-names.ts";
import { lintOverride } from "./lint-override.ts";
import { lintPorts } from "./lint-ports.ts";
import { lintRoots } from "./lint-roots.ts";

/** What Apache cannot or should not do with the sites of this fleet. */
export function lint(model: Model, report: Report): void {
  const { fleet, servers } = model;
  const sites = [
    ...new Set(servers.flatMap((server) => faultySites(fleet.nodes, server, () => findFaulty(server, fleet)))),
  ];
  const leading = firstOfEach(servers);
  const drafts = [
    ...sites.flatMap(caughtPaths),
    ...sites.flatMap(caughtHosts),
    ...sites.flatMap((site) => lintOverride(site, fleet)),
    ...lintNames(model),
    ...lintPorts(leading),
    ...lintRoots(leading),
    ...leading.flatMap(aroundRoutes),
  ];
  // A service's sites may have other ports on other nodes, but the same faults.
  for (const draft of new Map(drafts.map((one) => [`${one.code} ${one.message}`, one])).values()) report(draft);
}

const faultySites = oncePerPair<readonly Site[]>();

function findFaulty({ sites }: WebServer, fleet: Fleet): Site[] {
  return sites.filter(
    (site) => caughtPaths(site).length + caughtHosts(site).length + lintOverride(site, fleet).length > 0,
  );
}

/** Servers without those that have the same sites as one before: what sites do to each other they do on all of them. */
function firstOfEach(servers: readonly WebServer[]): WebServer[] {
  const bySites = new Map<string, WebServer>();
  for (const server of servers) {
    const key = keyOfSites(server);
    if (!bySites.has(key)) bySites.set(key, server);
  }
  return [...bySites.values()];
}

const keyOfSites = oncePer(({ sites }: WebServer) => sites.map(numberOf).join());

const caughtPaths = oncePer((site: Site): readonly ApacheFinding[] => {
  const { service } = site;
  return checkedPaths(site).flatMap((asked): ApacheFinding[] => {
    const path = plainPath(asked);
    const redirect = service.redirects.find((candidate) =>
      isBelow(comparedPath(service, path), comparedPath(service, candidate.path)),
    );
    const route = service.routes.find(
      ({ access, path: above }) => access !== undefined && isBelow(foldCase(path), foldCase(above)),
    );
    const caught = redirect ?? route;
    if (caught === undefined) return [];
    const what = redirect === undefined ? `route ${caught.path} with access of its own` : `redirect ${caught.path}`;
    const backend = site.backends.find(({ check }) => (check?.path ?? "/") === asked);
    return [
      {
        code: "apache/health-path-caught",
        message: `the check of ${service.name} requests ${path}, which is below the ${what}`,
        at: backend === undefined ? at(service, "health", "check", "path") : at(backend, "check", "path"),
        notes: [{ message: `the ${what}`, at: keySpan(caught.tree) }],
        help: "request a path that every client may use",
        subject: { kind: "service", name: service.name },
      },
    ];
  });
});

/** A check with a name that Apache redirects gets the redirect, whatever the state of the site. */
const caughtHosts = oncePer((site: Site): readonly ApacheFinding[] => {
  const { service, backends } = site;
  const redirected = redirectedNames(site);
  const asked = checksOf(site).flatMap(({ host }) => (host !== undefined && redirected.includes(host) ? [host] : []));
  return [...new Set(asked)].map((host): ApacheFinding => {
    const backend = backends.find(({ check }) => check?.host === host);
    return {
      code: "apache/health-path-caught",
      message: `the check of ${service.name} requests ${host}, which is redirected to ${service.hostnames[0]}`,
      at: backend === undefined ? at(service, "health", "check", "host") : at(backend, "check", "host"),
      notes: [{ message: "the redirect to the canonical name", at: keyAt(service, "canonical_redirect") }],
      help: `request ${service.hostnames[0]} instead`,
      subject: { kind: "service", name: service.name },
    };
  });
});
