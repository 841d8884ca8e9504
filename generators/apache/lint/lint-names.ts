import type { Backend, Fleet, Node, Service } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { guardPaths } from "../guard-paths.ts";
import { emittedServices, type Model, type WebServer } from "../model.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";

interface Way {
  readonly service: Service;
  readonly backend: Backend;
}

/**
 * A site that does not know its clients allows everything that comes from a load balancer, and trusts load balancers to
 * pass on only requests for it. Another service that leads to its port must not pass on other names.
 */
export function lintNames(model: Model): ApacheFinding[] {
  const blind = model.servers.flatMap(blindSites);
  const ways = waysToMembers(model.fleet, new Set(blind.map(({ place }) => place)));
  return blind.flatMap(({ site, port, place }): ApacheFinding[] => {
    const [backend] = site.backends;
    const others = ways.get(place) ?? [];
    const other = others.find((way) => way.service !== site.service && letsThrough(way, site));
    if (backend === undefined || other === undefined || guardPaths(site, model).length === 0) return [];
    return [
      {
        code: "apache/names-unchecked",
        message: `clients of ${other.service.name} could reach ${site.service.name} at port ${port} of web servers, which do not see the client`,
        at: at(backend, "client_address"),
        notes: [{ message: `${other.service.name} leads there with any host name`, at: keyAt(other.service) }],
        help: "give one of them another port, or send members the client's address: `client_address: header`, or proxy-v2 for a plain stream",
        subject: { kind: "service", name: site.service.name },
      },
    ];
  });
}

/** Sites of a server that do not know their clients, at each of their ports. */
const blindSites = oncePer(({ node, listens }: WebServer) =>
  listens.flatMap(({ port, sites }) =>
    sites
      .filter(({ client }) => client === "unknown" || client === "unread")
      .map((site) => ({ site, port, place: placeOf(node, port) })),
  ),
);

function placeOf(node: Node, port: number): string {
  return `${node.name} ${port}`;
}

/** Backends that lead to a port of a node, by both, if the place is one of these. */
function waysToMembers(fleet: Fleet, places: ReadonlySet<string>): Map<string, Way[]> {
  const ways = new Map<string, Way[]>();
  if (places.size === 0) return ways;
  for (const service of emittedServices(fleet)) {
    for (const { place, backend } of membersOf(service)) {
      if (!places.has(place)) continue;
      const known = ways.get(place);
      if (known === undefined) ways.set(place, [{ service, backend }]);
      else known.push({ service, backend });
    }
  }
  return ways;
}

const membersOf = oncePer(({ backends }: Service) =>
  backends.flatMap((backend) => backend.members.map(({ node, port }) => ({ backend, place: placeOf(node, port) }))),
);

/** Whether a client may request the site in this way. */
function letsThrough({ service, backend }: Way, site: Site): boolean {
  if (service.hostnames.length === 0 || service.vip.fallback === service) return true;
  if (backend.protocol === "http") return false;
  // The server name was one of that service; if the site has names, Apache checks that it is one of the site's.
  const isStream = service.frontends.some(({ protocol, backend: to }) => protocol === "tcp" && to === backend);
  return isStream || site.client === "unknown" || site.catchAll;
}
