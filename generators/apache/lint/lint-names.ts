import type { Backend, Fleet, Service } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { guardPaths } from "../guard-paths.ts";
import { emittedServices, type Model } from "../model.ts";
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
  const ways = waysToMembers(model.fleet);
  return model.servers.flatMap(({ node, listens }) =>
    listens.flatMap(({ port, sites }) =>
      sites.flatMap((site): ApacheFinding[] => {
        if (site.client !== "unknown" && site.client !== "unread") return [];
        const [backend] = site.backends;
        const others = ways.get(`${node.name} ${port}`) ?? [];
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
      }),
    ),
  );
}

/** Backends that lead to a port of a node, by both. */
function waysToMembers(fleet: Fleet): Map<string, Way[]> {
  const ways = new Map<string, Way[]>();
  for (const service of emittedServices(fleet)) {
    for (const backend of service.backends) {
      for (const { node, port } of backend.members) {
        const key = `${node.name} ${port}`;
        const known = ways.get(key);
        if (known === undefined) ways.set(key, [{ service, backend }]);
        else known.push({ service, backend });
      }
    }
  }
  return ways;
}

/** Whether a client may request the site in this way. */
function letsThrough({ service, backend }: Way, site: Site): boolean {
  if (service.hostnames.length === 0 || service.vip.fallback === service) return true;
  if (backend.protocol === "http") return false;
  // The server name was one of that service; if the site has names, Apache checks that it is one of the site's.
  const isStream = service.frontends.some(({ protocol, backend: to }) => protocol === "tcp" && to === backend);
  return isStream || site.client === "unknown" || site.catchAll;
}
