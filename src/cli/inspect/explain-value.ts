import type { Fleet } from "../../contract/fleet.ts";
import { keySpan, type MapTree, type Path, plain, type Tree } from "../../contract/tree.ts";
import { type FilePlace, placeOf } from "../report/place.ts";
import type { ShowPath } from "../report/show-path.ts";
import { nameLayer } from "./name-layer.ts";
import { formatPath, pathIn, type Thing } from "./things.ts";

/** A value in one layer: which layer, and where. */
export interface LayerValue extends FilePlace {
  /** `service www`, `profile std/ldap`, `defaults`. */
  readonly layer: string;
  /** Null if the layer removes what is inherited. */
  readonly value: unknown;
}

/** A value that is not a map. */
export interface SetValue {
  /** From the value that is explained: `frontends.https.port`; empty for that value itself. */
  readonly path: string;
  /** The layer that set it, then those that it overrode, nearest first. */
  readonly layers: readonly LayerValue[];
}

/** A value of a thing, with the origin of everything in it. */
export interface ExplainedValue extends FilePlace {
  /** `services.www.access`. */
  readonly path: string;
  /** Whether it is a map with entries; if not, it is the only one of the `values`. */
  readonly isMap: boolean;
  readonly values: readonly SetValue[];
}

/** Explains where a value of a thing, or everything in a map, was set. */
export function explainValue(fleet: Fleet, thing: Thing, path: Path, tree: Tree, showPath: ShowPath): ExplainedValue {
  const layerOf = (at: Tree): LayerValue => ({
    layer: nameLayer(fleet, thing, keySpan(at)),
    value: plain(at),
    ...placeOf(keySpan(at), showPath),
  });
  return {
    path: pathIn(thing, path),
    ...placeOf(keySpan(tree), showPath),
    isMap: hasEntries(tree),
    values: leaves(tree).map((leaf) => ({
      path: formatPath(leaf.path).replace(/^\./, ""),
      layers: layersOf(leaf.tree).map(layerOf),
    })),
  };
}

/** Every value that is not a map, or an empty one, with its path. */
function leaves(tree: Tree, path: Path = []): { path: Path; tree: Tree }[] {
  if (!hasEntries(tree)) return [{ path, tree }];
  return Object.entries(tree.entries).flatMap(([key, entry]) => leaves(entry, [...path, key]));
}

function hasEntries(tree: Tree): tree is MapTree {
  return tree.kind === "map" && Object.keys(tree.entries).length > 0;
}

function layersOf(tree: Tree): Tree[] {
  const layers = [tree];
  for (let over = tree.over; over !== undefined; over = over.over) layers.push(over);
  return layers;
}
