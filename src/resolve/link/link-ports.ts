import type { ExtraPort, Node, PrefixSet, Transport } from "../../contract/fleet.ts";
import { elements, type Tree, textOf } from "../../contract/tree.ts";
import { hostPrefix } from "../../ip/family.ts";
import { followNodes } from "./follow-nodes.ts";
import { type KnownNetworks, linkNetworkRefs, unite } from "./link-network-refs.ts";
import { inside, type LinkedNodes, type Linking } from "./linking.ts";

/**
 * A port besides the balanced ones; undefined if it refers to something unknown.
 * @param nodes Nodes that it is open on.
 */
export function linkExtraPort(
  name: string,
  tree: Tree,
  nodes: readonly Node[],
  linking: Linking<LinkedNodes & KnownNetworks>,
): ExtraPort | undefined {
  if (tree.kind !== "map") return undefined;
  const { port, transport, from, from_nodes: fromNodes, except } = tree.entries;
  const sources = linkNetworkRefs(from, inside(linking, "from"));
  const senders = followNodes(fromNodes, inside(linking, "from_nodes"));
  const kept = linkNetworkRefs(except, inside(linking, "except"));
  if (sources === undefined || senders === undefined || kept === undefined || port === undefined) return undefined;
  return {
    name,
    port: Number(textOf(port)),
    transports: toTransports(transport),
    sources: unite([sources, addressesOf(senders)]),
    except: kept,
    nodes,
    tree,
  };
}

/** Transports in a fixed order, regardless of the order written. */
export function toTransports(tree: Tree | undefined): Transport[] {
  const written = elements(tree).map((item) => (textOf(item) === "udp" ? "udp" : "tcp"));
  return (["tcp", "udp"] as const).filter((transport) => written.includes(transport));
}

function addressesOf(nodes: readonly Node[]): PrefixSet {
  return {
    ipv4: nodes.flatMap(({ addresses: { ipv4 } }) => (ipv4 === undefined ? [] : [hostPrefix(ipv4.address)])),
    ipv6: nodes.flatMap(({ addresses: { ipv6 } }) => (ipv6 === undefined ? [] : [hostPrefix(ipv6.address)])),
  };
}
