import type { Place } from "../../contract/finding.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { find, keySpan, type Path, type Tree } from "../../contract/tree.ts";

/**
 * Place to show for a fault of a service: the key at the path inside a part of it. The catalog's author cannot edit
 * what a built-in profile set, so the search goes outward from there, at last to the service's own key.
 */
export function userPlace(service: LoneService, thing: { readonly tree: Tree }, ...path: Path): Place {
  const value = find(thing.tree, path);
  const builtIn = value?.source.builtin ? { builtIn: keySpan(value) } : {};
  for (let length = path.length; length >= 0; length--) {
    const found = find(thing.tree, path.slice(0, length));
    if (found !== undefined && !found.source.builtin) return { ...keySpan(found), ...builtIn };
  }
  return { ...keySpan(service.tree), ...builtIn };
}
