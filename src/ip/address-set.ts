import type { Family } from "../contract/fleet.ts";
import { type AddressRange, addressText, compareAddresses, rangeIn, rangeOf } from "./address-range.ts";
import { ADDRESS_BITS } from "./family.ts";

/** Addresses of one family as ranges: sorted, disjoint, neighbours joined. */
export type AddressSet = readonly AddressRange[];

/** Every address of a family. */
export const WHOLE: Readonly<Record<Family, AddressSet>> = { ipv4: [rangeOf("0.0.0.0/0")], ipv6: [rangeOf("::/0")] };

/** The addresses of prefixes and of single addresses. */
export function addressSet(family: Family, prefixes: readonly string[]): AddressSet {
  return joinSets(prefixes.map((prefix) => [rangeIn(family, prefix)]));
}

/** Addresses in any of the sets. */
export function joinSets(sets: readonly AddressSet[]): AddressSet {
  if (sets.length === 1) return sets[0] ?? [];
  const joined: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of sets.flat().sort((a, b) => compareAddresses(a.first, b.first))) {
    const before = joined.at(-1);
    if (before === undefined || first > before.last + 1n) joined.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return joined;
}

/** Addresses in both sets. */
export function intersectSets(left: AddressSet, right: AddressSet): AddressSet {
  const common: AddressRange[] = [];
  let i = 0;
  let j = 0;
  for (let a = left[0], b = right[0]; a !== undefined && b !== undefined; a = left[i], b = right[j]) {
    // Math.max and Math.min do not accept such numbers.
    const [, first = a.first] = [a.first, b.first].sort(compareAddresses);
    const [last = a.last] = [a.last, b.last].sort(compareAddresses);
    if (first <= last) common.push({ first, last });
    if (a.last < b.last) i++;
    else j++;
  }
  return common;
}

/** Addresses in the first set but not in the second. */
export function subtractSet(left: AddressSet, right: AddressSet): AddressSet {
  const rest: AddressRange[] = [];
  let next = 0;
  for (const { first, last } of left) {
    while ((right[next]?.last ?? last) < first) next++;
    let from = first;
    // A gap may reach into the following ranges, so `next` stays at it.
    for (let at = next, gap = right[at]; gap !== undefined && gap.first <= last; gap = right[++at]) {
      if (from < gap.first) rest.push({ first: from, last: gap.first - 1n });
      from = gap.last + 1n;
    }
    if (from <= last) rest.push({ first: from, last });
  }
  return rest;
}

/** The fewest prefixes that cover exactly the set, in address order. */
export function toPrefixes(family: Family, set: AddressSet): string[] {
  return set.flatMap(({ first, last }) => {
    const prefixes: string[] = [];
    for (let at = first; at <= last; ) {
      let bits = 0n;
      const fits = (size: bigint) => at % (1n << size) === 0n && at + (1n << size) - 1n <= last;
      while (bits < ADDRESS_BITS[family] && fits(bits + 1n)) bits++;
      prefixes.push(`${addressText(family, at)}/${ADDRESS_BITS[family] - Number(bits)}`);
      at += 1n << bits;
    }
    return prefixes;
  });
}
