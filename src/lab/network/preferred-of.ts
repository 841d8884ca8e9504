import type { Fleet, Service } from "../../contract/fleet.ts";

/** Of nodes that hold a service's VIP those at the sites that it prefers; all where it prefers none, or no such node is left. */
export function preferredOf(nodes: readonly string[], service: Service | undefined, fleet: Fleet): readonly string[] {
  const sites = service?.balance.prefer ?? [];
  const preferred = nodes.filter((name) => sites.includes(fleet.nodes.get(name)?.site ?? ""));
  return preferred.length > 0 ? preferred : nodes;
}
