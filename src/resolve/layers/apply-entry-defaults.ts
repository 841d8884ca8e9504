import { above, type MapTree, newEntries, type Path, type Tree } from "../../contract/tree.ts";
import { oncePer } from "../../fleet/once-per.ts";
import { builtInDefaults, type DefaultOf } from "./built-in-layers.ts";

/**
 * Places of entries that have built-in defaults of their own: a section of the service and the path from there; `*` is
 * any name.
 */
const PLACES: readonly (readonly [section: string, DefaultOf, Path])[] = [
  ["frontends", "frontend", ["*"]],
  ["backends", "backend", ["*"]],
  ["backends", "check", ["*", "check"]],
  ["health", "check", ["check"]],
];

const SECTIONS = [...new Set(PLACES.map(([section]) => section))];

/** Sections merged with their defaults; those that services inherit unchanged from a profile are computed once. */
const known = new WeakMap<MapTree, MapTree>();

/** Merges frontends, backends and checks with their built-in defaults, once all layers are merged. */
export function applyEntryDefaults(service: MapTree): MapTree {
  const entries = Object.assign(newEntries(), service.entries);
  for (const section of SECTIONS) {
    const map = entries[section];
    if (map?.kind === "map") entries[section] = applyToSection(section, map);
  }
  return { ...service, entries };
}

function applyToSection(section: string, written: MapTree): MapTree {
  const before = known.get(written);
  if (before !== undefined) return before;
  let map = written;
  for (const [of, kind, path] of PLACES) if (of === section) map = apply(map, path, builtInDefaults(kind));
  known.set(written, map);
  return map;
}

function apply(map: MapTree, [step, ...rest]: Path, defaults: MapTree): MapTree {
  if (step === undefined) return layOver(defaults, map);
  const entries = newEntries();
  for (const [name, value] of Object.entries(map.entries)) {
    entries[name] = (step === "*" || step === name) && value.kind === "map" ? apply(value, rest, defaults) : value;
  }
  return { ...map, entries };
}

/** A member merged with its built-in defaults. */
export const withMemberDefaults = oncePer((member: MapTree): Tree => layOver(builtInDefaults("member"), member));

/** Defaults are scalars. They go beneath all layers, so what a value replaced earlier stays known. */
function layOver(defaults: MapTree, map: MapTree): MapTree {
  const entries = newEntries();
  for (const [name, value] of Object.entries(defaults.entries)) {
    const written = map.entries[name];
    entries[name] = written === undefined ? value : putBeneath(value, written);
  }
  for (const [name, value] of Object.entries(map.entries)) entries[name] ??= value;
  return putBeneath(defaults, { ...map, entries });
}

function putBeneath<One extends Tree>(weakest: Tree, tree: One): One {
  return above(tree.over === undefined ? weakest : putBeneath(weakest, tree.over), tree);
}
