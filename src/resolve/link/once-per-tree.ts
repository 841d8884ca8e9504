import type { Tree } from "../../contract/tree.ts";

/**
 * Links what many services inherit unchanged once: trees never change, so the same tree means the same things as long as names do.
 * Results that are undefined are not kept, so that each service reports its own faults.
 * @returns a function of the table of things that a tree may name, the tree, and how to link it
 */
export function oncePerTree<Result extends object>(): (
  known: object,
  tree: Tree,
  work: () => Result | undefined,
) => Result | undefined {
  const results = new WeakMap<object, WeakMap<Tree, Result>>();
  return (known, tree, work) => {
    let ofTrees = results.get(known);
    if (ofTrees === undefined) {
      ofTrees = new WeakMap();
      results.set(known, ofTrees);
    }
    const before = ofTrees.get(tree);
    if (before !== undefined) return before;
    const result = work();
    if (result !== undefined) ofTrees.set(tree, result);
    return result;
  };
}
