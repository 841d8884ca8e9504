import { PEERS } from "../contract/block.ts";
import { compareText } from "../contract/compare-text.ts";
import type { Manifest } from "../output/manifest/manifest.ts";
import { type Tree, type Unit, unitKey } from "../output/tree/build-tree.ts";
import type { FileDiff } from "./diff-files.ts";

/** A node whose files differ. */
export interface NodeChange {
  readonly node: string;
  /** Daemons with changed files that reload them, sorted. */
  readonly reloads: readonly string[];
  /** Daemons that have no files on the node any more, sorted. */
  readonly drops: readonly string[];
}

/** Which nodes change. */
export interface NodeChanges {
  /** Nodes with files in either tree. */
  readonly total: number;
  /** Sorted by name. */
  readonly changed: readonly NodeChange[];
}

/** The nodes that differences of files concern, and what their daemons do about it. */
export function diffNodes(last: Manifest | undefined, tree: Tree, files: readonly FileDiff[]): NodeChanges {
  const changed = new Map<string, Set<string>>();
  const daemons = daemonsByPlace(last, tree);
  for (const { nodes, path } of files) {
    for (const node of nodes) {
      const known = changed.get(node) ?? new Set();
      for (const daemon of daemons.get(`${node}/${path}`) ?? []) known.add(daemon);
      changed.set(node, known);
    }
  }
  changed.delete(PEERS);
  const all = new Set([...tree.units, ...(last?.units ?? [])].map(({ node }) => node));
  all.delete(PEERS);
  const units = new Map(tree.units.map((unit) => [unitKey(unit), unit]));
  return {
    total: all.size,
    changed: [...changed].map(([node, names]) => describe(node, [...names].sort(compareText), units)).sort(byName),
  };
}

function describe(node: string, daemons: readonly string[], units: ReadonlyMap<string, Unit>): NodeChange {
  const unitOf = (daemon: string) => units.get(unitKey({ node, daemon }));
  return {
    node,
    reloads: daemons.filter((daemon) => (unitOf(daemon)?.reload.length ?? 0) > 0),
    drops: daemons.filter((daemon) => unitOf(daemon) === undefined),
  };
}

function byName(a: NodeChange, b: NodeChange): number {
  return compareText(a.node, b.node);
}

/** Place → daemons whose file it is or was. */
function daemonsByPlace(last: Manifest | undefined, tree: Tree): Map<string, Set<string>> {
  const daemons = new Map<string, Set<string>>();
  const add = (place: string, daemon: string) => {
    const known = daemons.get(place);
    if (known === undefined) daemons.set(place, new Set([daemon]));
    else known.add(daemon);
  };
  for (const { place, file } of tree.files) add(place, file.daemon);
  for (const { node, daemon, files, links } of last?.units ?? []) {
    for (const { path } of [...files, ...links]) add(`${node}/${path}`, daemon);
  }
  return daemons;
}
