import type { Block } from "../../../src/contract/block.ts";
import type { Fleet, Node } from "../../../src/contract/fleet.ts";
import { openSection } from "../config-text.ts";
import { endpoint } from "../quote.ts";

/** Name of the peers section. */
export const PEERS = "load-balancers";

/** Port at which load balancers tell each other which member a client uses. */
export const PEERS_PORT = 10_000;

/** The peers section: the load balancers that share tables, including the node itself. */
export function printPeers(peers: readonly Node[], fleet: Fleet): Block[] {
  if (peers.length === 0) return [];
  const lines = peers.map((node) => {
    const address = peerAddress(node, fleet);
    if (address === undefined) throw new Error(`${node.name} has no ${fleet.memberFamily} address`);
    return `peer ${node.name} ${endpoint(address, PEERS_PORT)}`;
  });
  return [
    openSection(
      `peers ${PEERS}`,
      lines,
      peers.map((node) => node.tree),
    ),
  ];
}

/** Load balancers reach each other in the family used to reach members. */
export function peerAddress(node: Node, fleet: Fleet): string | undefined {
  return node.addresses[fleet.memberFamily]?.address;
}
