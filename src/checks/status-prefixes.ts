import type { StatusRange } from "../contract/check-spec.ts";

/** Computed once per set of ranges, because thousands of checks expect the same few. */
const known = new Map<string, string[]>();

/**
 * The shortest decimal prefixes that together match exactly the status codes of the ranges: 200–399 is `2`, `3`;
 * 200–209 and 301 are `20`, `301`. Sorted; empty if the ranges contain no code.
 */
export function statusPrefixes(ranges: readonly StatusRange[]): readonly string[] {
  const key = ranges.map(({ first, last }) => `${first}-${last}`).join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const holds = (code: number) => ranges.some(({ first, last }) => first <= code && code <= last);
  const prefixes = ["1", "2", "3", "4", "5"].flatMap((prefix) => cover(prefix, holds));
  known.set(key, prefixes);
  return prefixes;
}

function cover(prefix: string, holds: (code: number) => boolean): string[] {
  const free = 3 - prefix.length;
  const first = Number(prefix.padEnd(3, "0"));
  const codes = Array.from({ length: 10 ** free }, (_, offset) => first + offset);
  if (codes.every(holds)) return [prefix];
  if (!codes.some(holds)) return [];
  return Array.from({ length: 10 }, (_, digit) => cover(`${prefix}${digit}`, holds)).flat();
}
