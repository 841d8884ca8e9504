import { FAMILIES, type Family } from "../../contract/fleet.ts";
import { rangeIn } from "../../ip/address-range.ts";
import type { NetworkEntry } from "./network-lists.ts";

/**
 * Entries that have no effect, because others in the list cover all of their addresses: each with those others. Of two
 * that have the same addresses the later one has no effect. A sweep over sorted ranges, because lists may be long.
 */
export function coveringEntries(entries: readonly NetworkEntry[]): Map<NetworkEntry, readonly NetworkEntry[]> {
  const open = new Set<NetworkEntry>();
  const coverers = new Map<NetworkEntry, Set<NetworkEntry>>(entries.map((entry) => [entry, new Set()]));
  for (const family of FAMILIES) {
    const around: Span[] = [];
    for (const span of spansOf(entries, family)) {
      while ((around.at(-1)?.last ?? span.last) < span.first) around.pop();
      const outer = around.find(({ entry }) => entry !== span.entry);
      if (outer === undefined) open.add(span.entry);
      else coverers.get(span.entry)?.add(outer.entry);
      around.push(span);
    }
  }
  return new Map(
    [...coverers].filter(([entry]) => !open.has(entry)).map(([entry, others]) => [entry, [...others]] as const),
  );
}

interface Span {
  readonly entry: NetworkEntry;
  readonly index: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** In address order, the widest first; prefixes that overlap are nested. */
function spansOf(entries: readonly NetworkEntry[], family: Family): Span[] {
  return entries
    .flatMap((entry, index) =>
      entry.prefixes[family].map((prefix) => {
        const { first, last } = rangeIn(family, prefix);
        return { entry, index, first, last };
      }),
    )
    .sort((a, b) => compare(a.first, b.first) || compare(b.last, a.last) || a.index - b.index);
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
