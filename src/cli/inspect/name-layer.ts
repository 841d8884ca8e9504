import type { Fleet, Service } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import type { Tree } from "../../contract/tree.ts";

/** The layer of a service that a place is in: `service www`, `profile std/ldap`, `built-in defaults`, `defaults`. */
export function nameLayer(fleet: Fleet, service: Service, place: Span): string {
  if (encloses(service.tree, place)) return `service ${service.name}`;
  for (const name of service.profiles) {
    const profile = fleet.profiles.get(name);
    if (profile !== undefined && encloses(profile.tree, place)) return `profile ${name}`;
  }
  if (place.source.builtin) return "built-in defaults";
  // Only what an alias copied from elsewhere in the file is outside all layers.
  return layersOf(service.tree).some((layer) => encloses(layer, place)) ? "defaults" : "anchor";
}

function layersOf(tree: Tree): Tree[] {
  return tree.over === undefined ? [tree] : [tree, ...layersOf(tree.over)];
}

function encloses(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.start < outer.end;
}
