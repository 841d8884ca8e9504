import type { FactValue } from "../../contract/subject.ts";
import { type Path, plain, type Tree } from "../../contract/tree.ts";

/**
 * What a tree of the catalog says, as facts.
 * @param tree a map
 * @param without keys that are no facts of this subject
 * @param path of the tree in its service or node, because `null` is a value in the headers of frontends only
 */
export function factsOf(tree: Tree, without: readonly string[], path: Path = []): Record<string, FactValue> {
  if (tree.kind !== "map") throw new Error("facts are a map");
  const entries = Object.entries(tree.entries).filter(([key]) => !without.includes(key));
  return plain({ ...tree, entries: Object.fromEntries(entries) }, path) as Record<string, FactValue>;
}
