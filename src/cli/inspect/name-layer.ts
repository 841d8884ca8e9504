import type { Fleet } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import { keySpan, type Tree } from "../../contract/tree.ts";
import { builtInProfile } from "../../resolve/layers/built-in-layers.ts";
import type { Thing } from "./things.ts";

/** The layer of a thing that a place is in: `service www`, `profile std/ldap`, `built-in defaults`, `defaults`. */
export function nameLayer(fleet: Fleet, thing: Thing, place: Span): string {
  for (const name of thing.profiles) {
    const layer = fleet.profiles.get(name)?.tree ?? builtInProfile(name);
    if (layer !== undefined && encloses(layer, place)) return `profile ${name}`;
  }
  if (thing.kind !== "profile" && encloses(thing.tree, place)) return `${thing.kind} ${thing.name}`.trimEnd();
  if (place.source.builtin) return "built-in defaults";
  // Only what an alias copied from elsewhere in the file is outside all layers.
  return layersOf(thing.tree).some((layer) => encloses(layer, place)) ? "defaults" : "anchor";
}

function layersOf(tree: Tree): Tree[] {
  return tree.over === undefined ? [tree] : [tree, ...layersOf(tree.over)];
}

function encloses(outer: Tree, inner: Span): boolean {
  return outer.source === inner.source && keySpan(outer).start <= inner.start && inner.start < outer.end;
}
