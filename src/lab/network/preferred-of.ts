import type { Fleet, Service } from "../../contract/fleet.ts";

/** Of the nodes that carry a service's VIP, those at its preferred sites; all if it prefers none, or no such node is left. */
export function preferredOf(nodes: readonly string[], service: Service | undefined, fleet: Fleet): readonly string[] {
  const sites = service?.balance.prefer ?? [];
  const preferred = nodes.filter((name) => sites.includes(fleet.nodes.get(name)?.site ?? ""));
  return preferred.length > 0 ? preferred : nodes;
}
