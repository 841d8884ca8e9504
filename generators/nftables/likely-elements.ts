import { rangeIn } from "../../src/ip/address-range.ts";
import type { Packet } from "./match-packets.ts";
import { type Json, listOf, member } from "./ruleset-json.ts";

/** Elements of a set or map by their destination address, for one place of it in the key. */
interface Index {
  readonly byAddress: ReadonlyMap<bigint, readonly Json[]>;
  /** Those with a prefix, a range, or without one. */
  readonly others: readonly Json[];
}

const indexes = new WeakMap<readonly Json[], Map<string, Index>>();

/**
 * The elements that can match packets to an address: a load balancer with hundreds of VIPs has thousands, and each packet concerns
 * a few of them.
 * @param left the expression that is compared with them
 * @param elements of a set, or pairs of a map
 */
export function likelyElements(left: Json, elements: readonly Json[], { family, address }: Packet): readonly Json[] {
  const parts = listOf(member(left, "concat") ?? left);
  const place = parts.findIndex((part) => member(member(part, "payload"), "field") === "daddr");
  if (place < 0) return elements;
  const known = indexes.get(elements) ?? new Map<string, Index>();
  indexes.set(elements, known);
  const key = `${family} ${place}`;
  const index = known.get(key) ?? makeIndex(elements, place, family);
  known.set(key, index);
  return [...(index.byAddress.get(rangeIn(family, address).first) ?? []), ...index.others];
}

function makeIndex(elements: readonly Json[], place: number, family: Packet["family"]): Index {
  const byAddress = new Map<bigint, Json[]>();
  const others: Json[] = [];
  for (const element of elements) {
    const address = addressAt(element, place, family);
    const same = address === undefined ? others : (byAddress.get(address) ?? []);
    same.push(element);
    if (address !== undefined) byAddress.set(address, same);
  }
  return { byAddress, others };
}

/** Pairs of a map start with the element. */
function addressAt(element: Json, place: number, family: Packet["family"]): bigint | undefined {
  const [first = null] = listOf(element);
  const value = member(member(first, "elem"), "val") ?? first;
  const text = listOf(member(value, "concat") ?? value)[place];
  const isAddress = typeof text === "string" && text.includes(".") !== text.includes(":") && !text.includes("/");
  if (!isAddress || text.includes(":") !== (family === "ipv6")) return undefined;
  return rangeIn(family, text).first;
}
