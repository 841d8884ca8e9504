import type { Source, Span } from "../contract/source.ts";

/**
 * A predicate that is true on the first call for a place. A mistake in a profile concerns each service that inherits
 * it; if it can only be fixed in the profile, reporting it once is enough.
 */
export function newPlaces(): (span: Span) => boolean {
  const seen = new Map<Source, Set<number>>();
  return (span) => {
    const starts = seen.get(span.source) ?? new Set<number>();
    seen.set(span.source, starts);
    if (starts.has(span.start)) return false;
    starts.add(span.start);
    return true;
  };
}
