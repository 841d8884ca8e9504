import { FAMILIES, type Fleet } from "../../../contract/fleet.ts";
import { elements, find, type Tree, textOf } from "../../../contract/tree.ts";
import { ipaddr } from "../../../ip/ipaddr.ts";

/**
 * Where the catalog says the addresses and prefixes that a line shows: of a node, a VIP or a network. A set of a group's addresses
 * has the group as its cause, and each line in it one of its nodes.
 */
export function namedAddresses({ nodes, vips, networks }: Fleet, text: string): Tree[] {
  const shown = addressesIn(text);
  if (shown.size === 0) return [];
  return [
    ...[...networks.values()].flatMap(({ tree }) => elements(tree).filter((item) => shown.has(textOf(item)))),
    ...[...nodes.values()].flatMap((node) =>
      FAMILIES.flatMap((family) =>
        shown.has(node.addresses[family]?.address ?? "") ? (find(node.tree, ["addresses", family]) ?? []) : [],
      ),
    ),
    ...[...vips.values()].flatMap((vip) =>
      FAMILIES.flatMap((family) => (shown.has(vip[family] ?? "") ? (find(vip.tree, [family]) ?? []) : [])),
    ),
  ];
}

/** In canonical form; prefixes of one host without their length. */
function addressesIn(text: string): Set<string> {
  const words = text.split(/[\s,;"'{}()=[\]]+/);
  return new Set(
    words.flatMap((word) => {
      const [, address = "", length] =
        /^(?<address>[\da-f.:]+?)(?:\/(?<length>\d+))?(?::\d+)?[;,.]?$/i.exec(word) ?? [];
      if (!ipaddr.isValid(address) || !/[.:]/.test(address)) return [];
      const parsed = ipaddr.parse(address);
      const isHost = length === undefined || Number(length) === (parsed.kind() === "ipv4" ? 32 : 128);
      return [isHost ? parsed.toString() : `${parsed.toString()}/${length}`];
    }),
  );
}
