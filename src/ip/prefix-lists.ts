import type { Family, PrefixSet } from "../contract/fleet.ts";
import { compareAddresses, holds, type PrefixRange, rangeIn, rangeOf } from "./address-range.ts";
import { ADDRESS_BITS } from "./family.ts";

/*
 * Lists of prefixes as operators write them. Results use prefixes of the lists, which an operator recognises; see
 * address-set.ts if addresses matter and not their notation.
 */

/** All of IPv4 and IPv6. */
export const WORLD: PrefixSet = { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"] };

/** The prefixes of all lists, in address order, without those inside another. Neighbours are not joined. */
export function unionPrefixes(family: Family, ...lists: readonly (readonly string[])[]): string[] {
  return toApart(family, lists.flat()).map((range) => range.prefix);
}

/** The prefixes that cover exactly what both lists cover, in address order: of two that overlap, the narrower. */
export function intersectPrefixes(family: Family, left: readonly string[], right: readonly string[]): string[] {
  const a = apartIn(family, left);
  const b = apartIn(family, right);
  const common: string[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[0], y = b[0]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    // Prefixes that overlap are nested.
    if (holds(y, x)) common.push(x.prefix);
    else if (holds(x, y)) common.push(y.prefix);
    if (x.last < y.last) i++;
    else j++;
  }
  return common;
}

/** Whether one of the prefixes has the address. */
export function hasAddress(family: Family, prefixes: readonly string[], address: string): boolean {
  const wanted = rangeIn(family, address);
  return apartIn(family, prefixes).some((range) => holds(range, wanted));
}

/** The prefixes that are not inside one of `except`: one that several of them cover together stays. */
export function excludePrefixes(prefixes: readonly string[], except: readonly string[]): readonly string[] {
  if (except.length === 0) return prefixes;
  const holes = except.map(rangeOf);
  return prefixes.filter((prefix) => {
    const range = rangeOf(prefix);
    return !holes.some((hole) => holds(hole, range));
  });
}

/** Whether the prefixes cover every address of the family. */
export function isWorld(family: Family, prefixes: readonly string[]): boolean {
  const size = toApart(family, prefixes).reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  return size === 1n << BigInt(ADDRESS_BITS[family]);
}

/** Lists never change, and thousands of services have the same ones. */
const known: Readonly<Record<Family, WeakMap<readonly string[], readonly PrefixRange[]>>> = {
  ipv4: new WeakMap(),
  ipv6: new WeakMap(),
};

function apartIn(family: Family, prefixes: readonly string[]): readonly PrefixRange[] {
  const before = known[family].get(prefixes);
  if (before !== undefined) return before;
  const apart = toApart(family, prefixes);
  known[family].set(prefixes, apart);
  return apart;
}

/** Sorted and disjoint, because nested ones are removed. */
function toApart(family: Family, prefixes: readonly string[]): PrefixRange[] {
  const apart: PrefixRange[] = [];
  for (const range of prefixes.map((prefix) => rangeIn(family, prefix)).sort(widestFirst)) {
    const before = apart.at(-1);
    if (before === undefined || range.first > before.last) apart.push(range);
  }
  return apart;
}

/** By first address; of several that start there, the widest is first. */
function widestFirst(a: PrefixRange, b: PrefixRange): number {
  return compareAddresses(a.first, b.first) || compareAddresses(b.last, a.last);
}
