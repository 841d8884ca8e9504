import type { Risk } from "../contract/wording.ts";
import type { Manifest } from "../output/manifest/manifest.ts";
import { type Tree, unitKey } from "../output/tree/build-tree.ts";
import { type Sentence, whoIs } from "../words/sentence.ts";

/** Files that nodes must have besides the generated ones, such as certificates: new ones, and those no longer needed. */
export function diffNeeds(last: Manifest | undefined, tree: Tree): Sentence[] {
  const needs = (units: Tree["units"]) => new Map(units.map((unit) => [unitKey(unit), unit]));
  const [old, now] = [needs(last?.units ?? []), needs(tree.units)];
  const missing = (risk: Risk, verb: string, from: typeof old, to: typeof old): Sentence[] =>
    [...from].flatMap(([key, { node, daemon, requires }]) => {
      const known = new Set(to.get(key)?.requires);
      const paths = requires.filter((path) => !known.has(path));
      return paths.map((path) => sentence(node, risk, `${verb} ${path} for ${daemon}`));
    });
  return [...missing("adds", "must have", now, old), ...missing("changes", "no longer needs", old, now)];
}

function sentence(node: string, risk: Risk, text: string): Sentence {
  return { risk, kind: "node", ...whoIs("node", [node]), text, names: [node], path: [] };
}
