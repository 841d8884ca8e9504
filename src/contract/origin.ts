import type { Span } from "./source.ts";
import { keySpan, nearest, type Path, type Tree } from "./tree.ts";

/** Place of a value of a thing, or of the innermost value on the way to it. */
export function at(thing: { readonly tree: Tree }, ...path: Path): Tree {
  return nearest(thing.tree, path);
}

/** Whether a place is that of a value, with its key, or of something in it. */
export function encloses(outer: Tree, inner: Span): boolean {
  return outer.source === inner.source && keySpan(outer).start <= inner.start && inner.end <= outer.end;
}

/** Place of the key that introduces a value. */
export function keyAt(thing: { readonly tree: Tree }, ...path: Path): Span {
  return keySpan(nearest(thing.tree, path));
}
