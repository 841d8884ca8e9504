import type { Family } from "../contract/fleet.ts";
import { ADDRESS_BITS, addressText, rangeOfPrefix } from "./prefixes.ts";

/** Addresses of one family as ranges from first to last: sorted, apart from each other, neighbours joined. */
export type AddressSet = readonly AddressSpan[];

export interface AddressSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** Every address of a family. */
export const WHOLE: Readonly<Record<Family, AddressSet>> = {
  ipv4: [{ first: 0n, last: (1n << BigInt(ADDRESS_BITS.ipv4)) - 1n }],
  ipv6: [{ first: 0n, last: (1n << BigInt(ADDRESS_BITS.ipv6)) - 1n }],
};

/** The addresses of prefixes and of single addresses. */
export function addressSet(family: Family, prefixes: readonly string[]): AddressSet {
  return joinSets(prefixes.map((prefix) => [rangeOfPrefix(family, prefix)]));
}

/** What is in any of the sets. */
export function joinSets(sets: readonly AddressSet[]): AddressSet {
  if (sets.length === 1) return sets[0] ?? [];
  const joined: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of sets.flat().sort((a, b) => compareNumbers(a.first, b.first))) {
    const before = joined.at(-1);
    if (before === undefined || first > before.last + 1n) joined.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return joined;
}

/** What is in both sets. */
export function commonOf(left: AddressSet, right: AddressSet): AddressSet {
  const common: AddressSpan[] = [];
  let i = 0;
  let j = 0;
  for (let a = left[0], b = right[0]; a !== undefined && b !== undefined; a = left[i], b = right[j]) {
    // Math.max and Math.min take no such numbers.
    const [, first = a.first] = [a.first, b.first].sort(compareNumbers);
    const [last = a.last] = [a.last, b.last].sort(compareNumbers);
    if (first <= last) common.push({ first, last });
    if (a.last < b.last) i++;
    else j++;
  }
  return common;
}

/** What is in the first set and not in the second. */
export function without(left: AddressSet, right: AddressSet): AddressSet {
  return right.reduce<AddressSet>(
    (rest, gone) =>
      rest.flatMap(({ first, last }) => {
        if (gone.last < first || last < gone.first) return [{ first, last }];
        const before = { first, last: gone.first - 1n };
        const after = { first: gone.last + 1n, last };
        return [before, after].filter((span) => span.first <= span.last);
      }),
    left,
  );
}

/** The fewest prefixes that cover exactly the set, in the order of addresses. */
export function prefixesOf(family: Family, set: AddressSet): string[] {
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

function compareNumbers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
