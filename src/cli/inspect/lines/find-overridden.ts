import type { Fleet } from "../../../contract/fleet.ts";
import type { Span } from "../../../contract/source.ts";
import { type MapTree, type Path, plain, type Tree } from "../../../contract/tree.ts";
import { placeOf } from "../../report/place.ts";
import type { ShowPath } from "../../report/show-path.ts";
import type { LayerValue } from "../explain-value.ts";
import { nameLayer } from "../name-layer.ts";
import { pathIn, type Thing, thingsOf } from "../things.ts";
import { placeKey } from "./find-owners.ts";
import { indexSpans } from "./index-spans.ts";

/** A value of a line that a stronger layer overrides. */
export interface Overridden {
  /** `services.www.timeouts.client`, of the first thing in which it is. */
  readonly path: string;
  readonly by: LayerValue;
  /** How many other things have the same two layers. */
  readonly others: number;
}

/** Where stronger layers override the values of a line. */
export function findOverridden(fleet: Fleet, values: readonly Span[], showPath: ShowPath): Overridden[] {
  const found = new Map<string, Overridden>();
  const line = indexSpans(values);
  for (const thing of thingsOf(fleet)) {
    visit(thing.tree, [], (path, tree, over) => {
      // A value on the line, or one that contains the line.
      if (!line.contains(over) && !line.isWithin(over)) return;
      const key = `${placeKey(over)} ${placeKey(tree)}`;
      const known = found.get(key);
      found.set(key, {
        path: known?.path ?? pathIn(thing, path),
        by: known?.by ?? layerOf(fleet, thing, tree, showPath),
        others: known === undefined ? 0 : known.others + 1,
      });
    });
  }
  return [...found.values()];
}

function layerOf(fleet: Fleet, thing: Thing, tree: Tree, showPath: ShowPath): LayerValue {
  return { layer: nameLayer(fleet, thing, tree), value: plain(tree), ...placeOf(tree, showPath) };
}

/** Reports values with each weaker one that has no effect any more. */
function visit(tree: Tree, path: Path, report: (path: Path, tree: Tree, over: Tree) => void): void {
  for (let over = tree.over; over !== undefined; over = over.over) {
    if (tree.kind !== "map" || over.kind !== "map" || isReplaced(over, tree)) {
      if (!isExtended(over, tree)) report(path, tree, over);
    }
  }
  if (tree.kind !== "map") return;
  for (const [key, value] of Object.entries(tree.entries)) visit(value, [...path, key], report);
}

/** Whether nothing of a weaker map remains in a stronger one, because it was not merged with it. */
function isReplaced(weaker: MapTree, stronger: MapTree): boolean {
  const entries = Object.entries(weaker.entries);
  return entries.length > 0 && !entries.some(([key, value]) => remainsIn(value, stronger.entries[key]));
}

function remainsIn(value: Tree, stronger: Tree | undefined): boolean {
  for (let at = stronger; at !== undefined; at = at.over) if (placeKey(at) === placeKey(value)) return true;
  return false;
}

/** Whether a list extends the weaker one instead of replacing it. */
function isExtended(weaker: Tree, stronger: Tree): boolean {
  if (stronger.kind !== "list") return false;
  const kept = new Set(stronger.items.map(placeKey));
  const items = weaker.kind === "list" ? weaker.items : [weaker];
  return items.length > 0 && items.every((item) => kept.has(placeKey(item)));
}
