import type { Fleet } from "../../contract/fleet.ts";
import type { MapTree, Tree } from "../../contract/tree.ts";

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
  const names = new Collector();
  names.visit(fleet.tree);
  for (const profile of fleet.profiles.values()) if (!profile.builtin) names.visit(profile.tree);
  for (const node of fleet.nodes.values()) names.visit(node.tree);
  for (const service of fleet.services.values()) names.visit(service.tree);
  return names.found;
}

class Collector {
  readonly found: { readonly [K in Kind]: Map<string, Tree> } = {
    networks: new Map(),
    nodes: new Map(),
    certificates: new Map(),
    teams: new Map(),
    vips: new Map(),
  };
  /** Layers, and values that no stronger layer changed, are shared by the services that inherit them. */
  readonly #seen = new WeakSet<MapTree>();

  visit(map: MapTree): void {
    if (this.#seen.has(map)) return;
    this.#seen.add(map);
    if (map.over?.kind === "map") this.visit(map.over);
    for (const key in map.entries) {
      const value = map.entries[key];
      if (value === undefined) continue;
      const kind = KINDS.get(key);
      if (kind !== undefined) this.#add(kind, value);
      // Lists of the language contain names and other scalars, or `accept`, which refers to nothing.
      if (value.kind === "map") this.visit(value);
    }
  }

  #add(kind: Kind, tree: Tree): void {
    const names = this.found[kind];
    if (tree.kind === "scalar") {
      if (typeof tree.value === "string" && !names.has(tree.value)) names.set(tree.value, tree);
    } else if (tree.kind === "list") for (const item of tree.items) this.#add(kind, item);
    else if (tree.written !== undefined) this.#add(kind, tree.written);
    // Members as a map: the keys are names of nodes.
    else if (kind === "nodes") {
      for (const [name, entry] of Object.entries(tree.entries)) if (!names.has(name)) names.set(name, entry);
    }
  }
}
