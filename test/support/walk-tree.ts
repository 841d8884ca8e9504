import type { Tree } from "../../src/contract/tree.ts";

/** A value of a tree with its path. */
export interface Visit {
  readonly path: readonly string[];
  readonly tree: Tree;
}

/** All values of a tree, outermost first; list elements have `*` as their step. */
export function* walkTree(tree: Tree, path: readonly string[] = []): Generator<Visit> {
  yield { path, tree };
  if (tree.kind === "map")
    for (const [key, value] of Object.entries(tree.entries)) yield* walkTree(value, [...path, key]);
  if (tree.kind === "list") for (const item of tree.items) yield* walkTree(item, [...path, "*"]);
}
