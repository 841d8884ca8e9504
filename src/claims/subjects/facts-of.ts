import type { FactValue } from "../../contract/subject.ts";
import { plain, type Standing, type Tree } from "../../contract/tree.ts";

/**
 * What a tree of the catalog says, as facts.
 * @param tree a map
 * @param without keys that are no facts of this subject
 * @param standing of the tree, because `null` is a value in the headers of frontends only
 */
export function factsOf(tree: Tree, without: readonly string[], standing?: Standing): Record<string, FactValue> {
  if (tree.kind !== "map") throw new Error("facts are a map");
  const facts = { ...(plain(tree, standing) as Record<string, FactValue>) };
  for (const key of without) delete facts[key];
  return facts;
}
