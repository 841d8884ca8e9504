import type { Fleet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { MapTree, Tree } from "../../contract/tree.ts";
import { oncePer } from "../../fleet/once-per.ts";

/** Names that values of the catalog refer to, each with the first place that does. */
export interface ReferencedNames {
  readonly networks: ReadonlyMap<string, Tree>;
  /** Nodes and groups. */
  readonly nodes: ReadonlyMap<string, Tree>;
  readonly certificates: ReadonlyMap<string, Tree>;
  readonly teams: ReadonlyMap<string, Tree>;
  readonly vips: ReadonlyMap<string, Tree>;
}

type Kind = keyof ReferencedNames;

/** Keys of the language whose values are names. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["from", "networks"],
  ["except", "networks"],
  ["management", "networks"],
  ["blocked", "networks"],
  ["nodes", "nodes"],
  ["from_nodes", "nodes"],
  ["members", "nodes"],
  ["node", "nodes"],
  ["certificate", "certificates"],
  ["owner", "teams"],
  ["vip", "vips"],
]);

/**
 * Names that the catalog refers to anywhere: in services, nodes, the fleet and the catalog's own profiles, and in
 * layers that a stronger one replaced, because the name must exist as long as it is written there.
 */
export function referencedNames(fleet: Fleet): ReferencedNames {
  const own = [...fleet.profiles.values()].filter(({ builtin }) => !builtin);
  const found = { networks: new Map(), nodes: new Map(), certificates: new Map(), teams: new Map(), vips: new Map() };
  const added = new Set<Layer>();
  for (const { tree } of [fleet, ...own, ...fleet.nodes.values(), ...fleet.services.values()])
    addAll(namesIn(tree), added, found);
  return found;
}

/** Names in a map and in those beneath it, which many services have in common. Trees never change. */
const namesIn = oncePer((map: MapTree): Layer => {
  const beneath = map.over?.kind === "map" ? namesIn(map.over) : undefined;
  const layer: Layer = { names: [], seen: new Set(), ...present({ beneath }) };
  visit(map, layer);
  return layer;
});

interface Reference {
  readonly kind: Kind;
  readonly name: string;
  readonly tree: Tree;
}

interface Layer {
  readonly names: Reference[];
  /** Maps that were looked through: what no stronger layer changed is the same map. */
  readonly seen: Set<MapTree>;
  readonly beneath?: Layer;
}

function visit(map: MapTree, layer: Layer): void {
  for (let at: Layer | undefined = layer; at !== undefined; at = at.beneath) if (at.seen.has(map)) return;
  layer.seen.add(map);
  if (map.over?.kind === "map") visit(map.over, layer);
  for (const key in map.entries) {
    const value = map.entries[key];
    if (value === undefined) continue;
    const kind = KINDS.get(key);
    if (kind !== undefined) addTree(layer.names, kind, value);
    // Lists of the language contain names and other scalars, or `accept`, which refers to nothing.
    if (value.kind === "map") visit(value, layer);
  }
}

function addTree(names: Reference[], kind: Kind, tree: Tree): void {
  if (tree.kind === "scalar") {
    if (typeof tree.value === "string") names.push({ kind, name: tree.value, tree });
  } else if (tree.kind === "list") for (const item of tree.items) addTree(names, kind, item);
  else if (tree.written !== undefined) addTree(names, kind, tree.written);
  // Members as a map: the keys are names of nodes.
  else if (kind === "nodes")
    for (const [name, entry] of Object.entries(tree.entries)) names.push({ kind, name, tree: entry });
}

function addAll(layer: Layer, added: Set<Layer>, found: Readonly<Record<Kind, Map<string, Tree>>>): void {
  if (added.has(layer)) return;
  added.add(layer);
  if (layer.beneath !== undefined) addAll(layer.beneath, added, found);
  for (const { kind, name, tree } of layer.names) if (!found[kind].has(name)) found[kind].set(name, tree);
}
