import type { Family, Fleet } from "../../contract/fleet.ts";
import type { PlannedClient } from "../../lab/network/plan-clients.ts";

/** An address of a client, on the segment of some sites. */
export interface Asker {
  readonly client: string;
  readonly family: Family;
  readonly from: string;
  readonly sites: readonly string[];
}

/** All clients of a family. */
export function askersOf(clients: readonly PlannedClient[], family: Family): Asker[] {
  return clients.flatMap(({ name, addresses }) =>
    addresses
      .filter((each) => each.family === family)
      .map(({ address, segment }) => ({ client: name, family, from: address, sites: segment.sites })),
  );
}

/** Of the nodes that get a VIP's traffic, those that a question reaches: the nearest. */
export function nodesFor({ sites }: Asker, nodes: readonly string[], fleet: Fleet): readonly string[] {
  const near = nodes.filter((name) => sites.includes(fleet.nodes.get(name)?.site ?? ""));
  return near.length > 0 ? near : nodes;
}
