import type { Span } from "../../contract/source.ts";
import { leavesOf, type Tree } from "../../contract/tree.ts";

/** The values at the ends of a cause, by their places: a map that was merged from several layers has them in several files. */
export function leafValues(cause: Span): Span[] {
  return isTree(cause) ? leavesOf(cause).map(({ tree }) => tree) : [cause];
}

function isTree(span: Span | Tree): span is Tree {
  return "kind" in span;
}
