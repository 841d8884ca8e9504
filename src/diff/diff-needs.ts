import type { Manifest } from "../output/manifest/manifest.ts";
import { type Tree, unitKey } from "../output/tree/build-tree.ts";
import type { PromiseChange } from "./promise-change.ts";

/** Files that nodes must have besides the generated ones, such as certificates: new ones, and those no longer needed. */
export function diffNeeds(last: Manifest | undefined, tree: Tree): PromiseChange[] {
  const needs = (units: Tree["units"]) => new Map(units.map((unit) => [unitKey(unit), unit]));
  const [old, now] = [needs(last?.units ?? []), needs(tree.units)];
  const missing = (sign: PromiseChange["sign"], from: typeof old, to: typeof old): PromiseChange[] =>
    [...from].flatMap(([key, { node, daemon, requires }]) => {
      const known = new Set(to.get(key)?.requires);
      const items = requires.filter((path) => !known.has(path));
      return items.map((item) => ({
        sign,
        kind: "hold",
        nodes: [node],
        places: [],
        items: [item],
        rest: `for ${daemon}`,
      }));
    });
  return [...missing("now", now, old), ...missing("no longer", old, now)];
}
