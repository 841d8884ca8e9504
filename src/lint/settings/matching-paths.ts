import type { Tree } from "../../contract/tree.ts";

/** A value with the keys that lead to it. */
export interface Match {
  readonly path: readonly string[];
  readonly value: Tree;
}

/** The values at a path of keys, in which `*` matches any: `backends.*.tls.ca`. Values that were removed (`null`) count. */
export function matchingPaths(tree: Tree, pattern: string): Match[] {
  let matches: Match[] = [{ path: [], value: tree }];
  for (const step of pattern.split(".")) {
    matches = matches.flatMap(({ path, value }) => {
      if (value.kind !== "map") return [];
      const keys = step === "*" ? Object.keys(value.entries) : [step];
      return keys.flatMap((key) => {
        const inner = value.entries[key];
        return inner === undefined ? [] : [{ path: [...path, key], value: inner }];
      });
    });
  }
  return matches;
}
