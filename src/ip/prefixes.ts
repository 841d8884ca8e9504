import type { Family } from "../contract/fleet.ts";
import { ipaddr } from "./ipaddr.ts";

/** A prefix as the inclusive range of its addresses. */
interface Range {
  readonly prefix: string;
  readonly first: bigint;
  readonly last: bigint;
}

/** Bits of an address. */
export const ADDRESS_BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/**
 * The prefixes of all lists, in the order of addresses, without those that lie inside another. Neighbours are not
 * joined, so that an operator finds what he wrote. Host bits are not looked at: prefixes of the fleet have none.
 */
export function unionPrefixes(family: Family, ...lists: readonly (readonly string[])[]): string[] {
  return toRanges(family, lists.flat()).map((range) => range.prefix);
}

/** The prefixes that cover exactly what both lists cover, in the order of addresses: of two that overlap, the narrower. */
export function intersectPrefixes(family: Family, left: readonly string[], right: readonly string[]): string[] {
  const a = toRanges(family, left);
  const b = toRanges(family, right);
  const common: string[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[0], y = b[0]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    // Prefixes that overlap are nested.
    if (x.first >= y.first && x.last <= y.last) common.push(x.prefix);
    else if (y.first >= x.first && y.last <= x.last) common.push(y.prefix);
    if (x.last < y.last) i++;
    else j++;
  }
  return common;
}

/** Whether the prefixes have every address of the family. */
export function isWorld(family: Family, prefixes: readonly string[]): boolean {
  const size = toRanges(family, prefixes).reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  return size === 1n << BigInt(ADDRESS_BITS[family]);
}

/** Sorted; nested ones are gone, hence apart from each other. */
function toRanges(family: Family, prefixes: readonly string[]): Range[] {
  const sorted = prefixes.map((prefix) => rangeOfPrefix(family, prefix)).sort(compare);
  const ranges: Range[] = [];
  for (const range of sorted) {
    const before = ranges.at(-1);
    if (before === undefined || range.first > before.last) ranges.push(range);
  }
  return ranges;
}

/** By first address; of several that start there, the widest is first. */
function compare(a: Range, b: Range): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.last === b.last) return 0;
  return a.last > b.last ? -1 : 1;
}

const parsed = { ipv4: new Map<string, Range>(), ipv6: new Map<string, Range>() };

/** The addresses of a prefix, or one address. A catalog has few prefixes, which thousands of services name. */
export function rangeOfPrefix(family: Family, text: string): Range {
  const known = parsed[family].get(text);
  if (known !== undefined) return known;
  const range = parseAfresh(family, text);
  parsed[family].set(text, range);
  return range;
}

function parseAfresh(family: Family, text: string): Range {
  const prefix = text.includes("/") ? text : `${text}/${ADDRESS_BITS[family]}`;
  if (prefix.includes(":") !== (family === "ipv6")) throw new Error(`${prefix} is not a prefix of ${family}`);
  // `ipaddr.parseCIDR` takes every prefix for one of IPv6 first, and for each of IPv4 an error is made.
  const [address, length] = (family === "ipv6" ? ipaddr.IPv6 : ipaddr.IPv4).parseCIDR(prefix);
  const first = BigInt(`0x${Buffer.from(address.toByteArray()).toString("hex")}`);
  return { prefix, first, last: first + (1n << BigInt(ADDRESS_BITS[family] - length)) - 1n };
}

/** Canonical text of an address. */
export function addressText(family: Family, value: bigint): string {
  const hex = value.toString(16).padStart(ADDRESS_BITS[family] / 4, "0");
  return ipaddr.fromByteArray([...Buffer.from(hex, "hex")]).toString();
}
