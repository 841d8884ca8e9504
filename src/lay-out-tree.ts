import { claimsJson } from "./claims/claims-json.ts";
import { type OutputFile, PEERS } from "./contract/block.ts";
import type { PreparedGenerator } from "./contract/generator.ts";
import { CLAIMS } from "./contract/root-names.ts";
import { sourceMapFile } from "./output/source-map/source-map-file.ts";
import { buildTree, type RootFile, type Tree, type Unit } from "./output/tree/build-tree.ts";
import type { Compilation } from "./pipeline.ts";

/** Everything that a compilation puts in its output folder: nodes' files and units, claims, source map. */
export function layOutTree({ prepared, subjects, files }: Compilation): Tree {
  const rootFiles: RootFile[] = subjects === undefined ? [] : [{ name: CLAIMS, text: claimsJson(subjects) }];
  return buildTree(files, [...unitsOf(prepared), ...peerUnits(files)], [...rootFiles, sourceMapFile(files)]);
}

/** A unit for each generator on each node that it writes for. */
function unitsOf(prepared: readonly PreparedGenerator[]): Unit[] {
  return prepared.flatMap(({ generator: { name, daemon, appliesTo }, input }) =>
    [...input.fleet.nodes.values()].filter(appliesTo).map((node) => ({
      node: node.name,
      daemon: name,
      requires: daemon.requires?.(input, node) ?? [],
      modules: daemon.modules?.(input, node) ?? [],
      check: daemon.validate(node).argv,
      reload: daemon.reload.argv,
    })),
  );
}

/** Files for others' machines are in the manifest too, so that a later build may replace them; nothing is run for them. */
function peerUnits(files: readonly OutputFile[]): Unit[] {
  const daemons = new Set(files.filter((file) => file.node === PEERS).map((file) => file.daemon));
  return [...daemons].map((daemon) => ({ node: PEERS, daemon, requires: [], modules: [], check: [], reload: [] }));
}
