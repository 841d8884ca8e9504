import fc from "fast-check";
import { expect, test } from "vitest";
import { indexSpans } from "../../../src/cli/inspect/lines/index-spans.ts";
import { Source, type Span } from "../../../src/contract/source.ts";

const A = new Source("a.yaml", "");
/** The same path, but a file that comes with intentlb. */
const B = new Source("a.yaml", "", "built-in");

/** Places side by side, perhaps with gaps, as the values of a line are. */
const spans = fc.array(fc.tuple(fc.constantFrom(A, B), fc.nat(3), fc.nat(3)), { maxLength: 8 }).map((made) => {
  let at = 0;
  return made.map(([source, gap, length]): Span => {
    const start = at + gap + 1;
    at = start + length;
    return { source, start, end: at };
  });
});
const span = fc
  .tuple(fc.constantFrom(A, B), fc.nat(40), fc.nat(12))
  .map(([source, start, length]): Span => ({ source, start, end: start + length }));

function isIn(inner: Span, outer: Span): boolean {
  return inner.source === outer.source && outer.start <= inner.start && inner.end <= outer.end;
}

test("an index answers as a comparison with each place does", () => {
  fc.assert(
    fc.property(spans, span, (all, one) => {
      const index = indexSpans(all);
      expect(index.contains(one)).toBe(all.some((each) => isIn(one, each)));
      expect(index.isWithin(one)).toBe(all.some((each) => isIn(each, one)));
    }),
  );
});
