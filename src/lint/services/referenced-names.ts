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
  const names = new Names();
  for (const { tree } of [fleet, ...own, ...fleet.nodes.values(), ...fleet.services.values()])
    names.addAll(namesIn(tree));
  return names.found;
}

/** Names in a map and in those beneath it, which many services have in common. Trees never change. */
const namesIn = oncePer((map: MapTree): Layer => {
  const beneath = map.over?.kind === "map" ? namesIn(map.over) : undefined;
  const layer: Layer = { names: new Names(), seen: new Set(), ...present({ beneath }) };
  visit(map, layer);
  return layer;
});

interface Layer {
  readonly names: Names;
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
    if (kind !== undefined) layer.names.addTree(kind, value);
    // Lists of the language contain names and other scalars, or `accept`, which refers to nothing.
    if (value.kind === "map") visit(value, layer);
  }
}

class Names {
  readonly found: { readonly [K in Kind]: Map<string, Tree> } = {
    networks: new Map(),
    nodes: new Map(),
    certificates: new Map(),
    teams: new Map(),
    vips: new Map(),
  };
  readonly #added = new Set<Layer>();

  addAll(layer: Layer): void {
    if (this.#added.has(layer)) return;
    this.#added.add(layer);
    if (layer.beneath !== undefined) this.addAll(layer.beneath);
    for (const kind of Object.keys(this.found) as Kind[]) {
      for (const [name, tree] of layer.names.found[kind]) this.#add(kind, name, tree);
    }
  }

  addTree(kind: Kind, tree: Tree): void {
    if (tree.kind === "scalar") {
      if (typeof tree.value === "string") this.#add(kind, tree.value, tree);
    } else if (tree.kind === "list") for (const item of tree.items) this.addTree(kind, item);
    else if (tree.written !== undefined) this.addTree(kind, tree.written);
    // Members as a map: the keys are names of nodes.
    else if (kind === "nodes") for (const [name, entry] of Object.entries(tree.entries)) this.#add(kind, name, entry);
  }

  #add(kind: Kind, name: string, tree: Tree): void {
    if (!this.found[kind].has(name)) this.found[kind].set(name, tree);
  }
}
