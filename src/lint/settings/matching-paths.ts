import type { MapTree, Tree } from "../../contract/tree.ts";

/** A value with the keys that lead to it. */
export interface Match {
  readonly path: readonly string[];
  readonly value: Tree;
}

/** The values at a path of keys, in which `*` matches any: `backends.*.tls.ca`. Values that were removed (`null`) count. */
export function matchingPaths(tree: Tree, pattern: string): Match[] {
  const steps = pattern.split(".");
  const keys: string[] = [];
  const matches: Match[] = [];
  walk(tree);
  return matches;

  function walk(value: Tree): void {
    const step = steps[keys.length];
    if (step === undefined) matches.push({ path: [...keys], value });
    else if (value.kind === "map")
      for (const key of step === "*" ? Object.keys(value.entries) : [step]) enter(key, value);
  }

  function enter(key: string, { entries }: MapTree): void {
    const inner = entries[key];
    if (inner === undefined) return;
    keys.push(key);
    walk(inner);
    keys.pop();
  }
}
