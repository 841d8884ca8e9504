import { join } from "node:path";
import type { RootFile, Tree } from "./build-tree.ts";
import type { Files } from "./files.ts";
import { isUntouched, type Known, lastTree } from "./last-tree.ts";
import type { Manifest } from "./manifest.ts";
import { readRegular } from "./read-regular.ts";

/**
 * The part of a tree that is written when only some nodes are. Files beside the nodes' folders speak of all nodes: they
 * are merged with their last text, or stay as they are where they can't be.
 */
export function selectNodes(
  tree: Tree,
  nodes: ReadonlySet<string>,
  last: Manifest | undefined,
  out: string,
  files: Files,
): Tree {
  const known = lastTree(last);
  const rootFiles = tree.rootFiles.flatMap((file): RootFile[] => {
    if (file.merge !== undefined) {
      return [{ ...file, text: file.merge(readLast(join(out, file.name), known.get(file.name), files), nodes) }];
    }
    return known.has(file.name) ? [] : [file];
  });
  return {
    files: tree.files.filter(({ file }) => nodes.has(file.node)),
    units: tree.units.filter(({ node }) => nodes.has(node)),
    rootFiles,
  };
}

/** Text of a file as the last build wrote it; undefined where it is gone or was edited. */
function readLast(path: string, known: Known | undefined, files: Files): string | undefined {
  if (known === undefined) return undefined;
  const bytes = readRegular(path, files);
  return typeof bytes !== "string" && isUntouched(bytes, known) ? bytes.toString() : undefined;
}
