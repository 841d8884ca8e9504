import { compareText } from "../contract/compare-text.ts";
import type { PromiseChange } from "./promise-change.ts";

const KINDS: readonly PromiseChange["kind"][] = ["announce", "bind", "admit", "serve", "check", "hold"];
const SIGNS: readonly PromiseChange["sign"][] = ["no longer", "changed", "now"];

/** Joins changes that differ only in nodes, then in places, then in items; sorted by kind, then removals first. */
export function mergeChanges(changes: readonly PromiseChange[]): PromiseChange[] {
  const merged = (["nodes", "places", "items"] as const).reduce(mergeOver, changes);
  const keyed = merged.map((change) => ({
    change,
    key: JSON.stringify([change.nodes, change.places, change.items, change.rest]),
  }));
  return keyed
    .sort(
      (a, b) =>
        KINDS.indexOf(a.change.kind) - KINDS.indexOf(b.change.kind) ||
        SIGNS.indexOf(a.change.sign) - SIGNS.indexOf(b.change.sign) ||
        compareText(a.key, b.key),
    )
    .map(({ change }) => change);
}

function mergeOver(changes: readonly PromiseChange[], dimension: "nodes" | "places" | "items"): PromiseChange[] {
  const groups = new Map<string, { readonly change: PromiseChange; readonly values: Set<string> }>();
  for (const change of changes) {
    const key = JSON.stringify({ ...change, [dimension]: [] });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { change, values: new Set(change[dimension]) });
    else for (const value of change[dimension]) known.values.add(value);
  }
  return [...groups.values()].map(({ change, values }) => ({ ...change, [dimension]: [...values].sort(compareText) }));
}
