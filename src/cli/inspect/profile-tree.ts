import type { Fleet } from "../../contract/fleet.ts";
import { type MapTree, plain } from "../../contract/tree.ts";
import { builtInProfile } from "../../resolve/layers/built-in-layers.ts";
import { linearize } from "../../resolve/layers/linearize.ts";
import { mergeLayers } from "../../resolve/layers/merge-layers.ts";

/** A profile with its ancestors merged in, but not the defaults, which are beneath all profiles. */
export interface ProfileTree {
  readonly tree: MapTree;
  /** Names of its ancestors and itself, weakest first. */
  readonly order: readonly string[];
}

/** A profile of the catalog, or one that comes with intentlb and need not be used; undefined if there is none of the name. */
export function profileTree(fleet: Fleet, name: string): ProfileTree | undefined {
  const profile = fleet.profiles.get(name);
  if (profile === undefined) return builtInProfileTree(name);
  return merge(profile.order, (ancestor) => fleet.profiles.get(ancestor)?.tree);
}

/** A profile that comes with intentlb, which needs no catalog; undefined if there is none of the name. */
export function builtInProfileTree(name: string): ProfileTree | undefined {
  if (builtInProfile(name) === undefined) return undefined;
  const linear = linearize(name, parentsOf, new Map());
  if (!("order" in linear)) throw new Error(`${name} inherits from itself`);
  return merge(linear.order, builtInProfile);
}

function parentsOf(name: string): readonly string[] {
  const parents = builtInProfile(name)?.entries["extends"];
  if (parents === undefined) return [];
  return parents.kind === "list" ? parents.items.map((item) => String(plain(item))) : [String(plain(parents))];
}

function merge(order: readonly string[], layerOf: (name: string) => MapTree | undefined): ProfileTree | undefined {
  const [weakest, ...stronger] = order.flatMap((name) => layerOf(name) ?? []);
  if (weakest === undefined) return undefined;
  // Faults of the layers were reported when the fleet was resolved, or concern the defaults, which are left out.
  return { tree: stronger.reduce((tree, layer) => mergeLayers(tree, layer, "profile", () => {}), weakest), order };
}
