import type { Fleet, Profile, Vip } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { type MapTree, plain } from "../../contract/tree.ts";
import { builtInProfile } from "../../resolve/layers/built-in-layers.ts";
import { linearize } from "../../resolve/layers/linearize.ts";
import { mergeLayers } from "../../resolve/layers/merge-layers.ts";
import type { ShownKind } from "./shown-kinds.ts";

/** Finds an item of the fleet and writes it as in a catalog, with nothing left to inherit; undefined if there is none. */
export const RESOLVED: Readonly<Record<ShownKind, (fleet: Fleet, name: string) => unknown>> = {
  service: ({ services }, name) => plainTree(services.get(name)),
  node: ({ nodes }, name) => plainTree(nodes.get(name)),
  vip: ({ vips }, name) => vipValue(vips.get(name)),
  profile: (fleet, name) => profileValue(fleet, fleet.profiles.get(name)),
};

function plainTree(thing: { readonly tree: MapTree } | undefined): unknown {
  return thing === undefined ? undefined : plain(thing.tree);
}

function vipValue(vip: Vip | undefined): unknown {
  if (vip === undefined) return undefined;
  return { ...Object(plain(vip.tree)), services: vip.services.map((service) => service.name) };
}

function profileValue(fleet: Fleet, profile: Profile | undefined): unknown {
  if (profile === undefined) return undefined;
  const { description } = profile;
  const layers = profile.order.flatMap((name) => fleet.profiles.get(name)?.tree ?? []);
  return { ...present({ description }), ...Object(mergeProfiles(layers)) };
}

/** A built-in profile with its ancestors merged in, which needs no catalog; undefined if there is none of the name. */
export function builtInProfileValue(name: string): unknown {
  if (builtInProfile(name) === undefined) return undefined;
  const linear = linearize(name, parentsOf, new Map());
  if (!("order" in linear)) throw new Error(`${name} inherits from itself`);
  return mergeProfiles(linear.order.flatMap((ancestor) => builtInProfile(ancestor) ?? []));
}

function parentsOf(name: string): readonly string[] {
  const parents = builtInProfile(name)?.entries["extends"];
  if (parents === undefined) return [];
  return parents.kind === "list" ? parents.items.map((item) => String(plain(item))) : [String(plain(parents))];
}

/** Layers from the weakest on; the defaults, which are beneath all profiles, are left out. */
function mergeProfiles([weakest, ...stronger]: readonly MapTree[]): unknown {
  if (weakest === undefined) return undefined;
  // Faults of the layers were reported when the fleet was resolved, or concern the defaults, which are left out.
  return plain(stronger.reduce((tree, layer) => mergeLayers(tree, layer, "profile", () => {}), weakest));
}
