import type { Family } from "../contract/fleet.ts";
import { ADDRESS_BITS, familyOf, hostPrefix } from "./family.ts";
import { ipaddr } from "./ipaddr.ts";

/** Addresses of one family from the first to the last, both included, as numbers. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** The addresses of a prefix. */
export interface PrefixRange extends AddressRange {
  readonly family: Family;
  /** As written, with its length: `192.0.2.7/32` for one address. */
  readonly prefix: string;
}

const parsed = new Map<string, PrefixRange>();

/**
 * The addresses of a prefix, or one address; bits below the prefix length do not count. A catalog has few prefixes,
 * used by thousands of services: each text is parsed once. Throws for anything else.
 */
export function rangeOf(text: string): PrefixRange {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const range = parseRange(text);
  parsed.set(text, range);
  return range;
}

function parseRange(text: string): PrefixRange {
  const prefix = text.includes("/") ? text : hostPrefix(text);
  const family = familyOf(prefix);
  // `ipaddr.parseCIDR` tries every prefix as IPv6 first, and creates an error for each IPv4 prefix.
  const [address, length] = (family === "ipv6" ? ipaddr.IPv6 : ipaddr.IPv4).parseCIDR(prefix);
  const value = BigInt(`0x${Buffer.from(address.toByteArray()).toString("hex")}`);
  const size = 1n << BigInt(ADDRESS_BITS[family] - length);
  const first = value - (value % size);
  return { family, prefix, first, last: first + size - 1n };
}

/** The addresses of a prefix, or one address, of the given family: throws for the other family. */
export function rangeIn(family: Family, text: string): PrefixRange {
  const range = rangeOf(text);
  if (range.family !== family) throw new Error(`${range.prefix} is not a prefix of ${family}`);
  return range;
}

/** Canonical text of a numeric address. */
export function addressText(family: Family, value: bigint): string {
  const hex = value.toString(16).padStart(ADDRESS_BITS[family] / 4, "0");
  return ipaddr.fromByteArray([...Buffer.from(hex, "hex")]).toString();
}

/** Whether the inner prefix is completely inside the outer one. */
export function holds(outer: PrefixRange, inner: PrefixRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Order of numeric addresses. */
export function compareAddresses(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The first address of a range that is in none of the others, from `from` on; undefined if nothing is left. */
export function firstFree(
  range: AddressRange,
  others: readonly AddressRange[],
  from: bigint = range.first,
): bigint | undefined {
  let candidate = from;
  for (const { first, last } of [...others].sort((a, b) => compareAddresses(a.first, b.first))) {
    if (first <= candidate && candidate <= last) candidate = last + 1n;
  }
  return candidate <= range.last ? candidate : undefined;
}

/** The last address of a range that is in none of the others; undefined if nothing is left. */
export function lastFree(range: AddressRange, others: readonly AddressRange[]): bigint | undefined {
  let candidate = range.last;
  for (const { first, last } of [...others].sort((a, b) => compareAddresses(b.last, a.last))) {
    if (first <= candidate && candidate <= last) candidate = first - 1n;
  }
  return candidate >= range.first ? candidate : undefined;
}
