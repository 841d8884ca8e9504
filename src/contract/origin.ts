import type { Span } from "./source.ts";
import { keySpan, nearest, type Path, type Tree } from "./tree.ts";

/** Place of a value of a thing, or of the innermost value on the way to it. */
export function at(thing: { readonly tree: Tree }, ...path: Path): Tree {
  return nearest(thing.tree, path);
}

/** Place of the key that introduces a value. */
export function keyAt(thing: { readonly tree: Tree }, ...path: Path): Span {
  return keySpan(nearest(thing.tree, path));
}
