import { rangeIn } from "../../src/ip/address-range.ts";
import type { Packet } from "./packet.ts";
import { type Json, listOf, member } from "./ruleset-json.ts";

/** Elements of a set or map by what is at one place of their key, each list with those that match several values. */
interface Index {
  readonly byValue: ReadonlyMap<bigint | number, readonly Json[]>;
  /** Those with a prefix, a range, or without the key. */
  readonly others: readonly Json[];
}

const indexes = new WeakMap<readonly Json[], Map<string, Index>>();

/**
 * The elements that can match packets to an address and port: a load balancer with hundreds of VIPs has thousands, and each
 * packet concerns a few of them.
 * @param left the expression that is compared with them
 * @param elements of a set, or pairs of a map
 */
export function likelyElements(left: Json, elements: readonly Json[], packet: Packet): readonly Json[] {
  const { family, address, protocol, port } = packet;
  const parts = listOf(member(left, "concat") ?? left);
  const placeOf = (field: string) => parts.findIndex((part) => member(member(part, "payload"), "field") === field);
  const there = pick(elements, `${family} ${placeOf("daddr")}`, rangeIn(family, address).first, (element) =>
    addressOf(partOf(element, placeOf("daddr")), family),
  );
  // Other protocols may have ports.
  if (protocol === "other") return there;
  return pick(there, `port ${placeOf("dport")}`, port, (element) => {
    const value = partOf(element, placeOf("dport"));
    return typeof value === "number" ? value : undefined;
  });
}

/** Elements with a value, or without any. The lists are the same each time, so they can be indexed, too. */
function pick(
  elements: readonly Json[],
  key: string,
  wanted: bigint | number,
  readPart: (element: Json) => bigint | number | undefined,
): readonly Json[] {
  const known = indexes.get(elements) ?? new Map<string, Index>();
  indexes.set(elements, known);
  const index = known.get(key) ?? makeIndex(elements, readPart);
  known.set(key, index);
  return index.byValue.get(wanted) ?? index.others;
}

function makeIndex(elements: readonly Json[], readPart: (element: Json) => bigint | number | undefined): Index {
  const byValue = new Map<bigint | number, Json[]>();
  const others: Json[] = [];
  for (const element of elements) {
    const value = readPart(element);
    if (value === undefined) others.push(element);
    else {
      const same = byValue.get(value) ?? [];
      same.push(element);
      byValue.set(value, same);
    }
  }
  for (const same of byValue.values()) same.push(...others);
  return { byValue, others };
}

/** A part of an element's key; pairs of a map start with the element. */
function partOf(element: Json, place: number): Json | undefined {
  const [first = null] = listOf(element);
  const value = member(member(first, "elem"), "val") ?? first;
  return listOf(member(value, "concat") ?? value)[place];
}

function addressOf(text: Json | undefined, family: Packet["family"]): bigint | undefined {
  if (typeof text !== "string" || text.includes("/")) return undefined;
  const isAddress = family === "ipv6" ? text.includes(":") : text.includes(".") && !text.includes(":");
  return isAddress ? rangeIn(family, text).first : undefined;
}
