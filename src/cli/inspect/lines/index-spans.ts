import { distinctPath, type Span } from "../../../contract/source.ts";

/** Places that can be compared with many others: a line may have a hundred thousand values. */
export interface SpanIndex {
  /** Whether a place is inside one of them, or the same. */
  contains(span: Span): boolean;
  /** Whether one of them is inside a place, or the same. */
  isWithin(span: Span): boolean;
}

/** Indexes places of which none is inside another. */
export function indexSpans(spans: readonly Span[]): SpanIndex {
  const byPath = new Map<string, Span[]>();
  for (const span of spans) {
    const path = distinctPath(span.source);
    const known = byPath.get(path);
    if (known === undefined) byPath.set(path, [span]);
    else known.push(span);
  }
  for (const ofPath of byPath.values()) ofPath.sort((a, b) => a.start - b.start);
  const near = ({ source, start }: Span) => {
    const ofPath = byPath.get(distinctPath(source)) ?? [];
    const next = firstFrom(ofPath, start);
    return { before: ofPath[next - 1], next: ofPath[next] };
  };
  return {
    contains(span) {
      const { before, next } = near(span);
      return [before, next].some((each) => each !== undefined && each.start <= span.start && span.end <= each.end);
    },
    isWithin(span) {
      const { next } = near(span);
      return next !== undefined && next.end <= span.end;
    },
  };
}

/** Index of the first place that begins at an offset or after it. */
function firstFrom(spans: readonly Span[], start: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
