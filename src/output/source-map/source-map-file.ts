import type { OutputFile } from "../../contract/block.ts";
import { SOURCE_MAP } from "../../contract/root-names.ts";
import type { RootFile } from "../tree/build-tree.ts";
import { makeSourceMap } from "./make-source-map.ts";
import { mergeSourceMaps } from "./merge-source-maps.ts";
import { parseSourceMap } from "./parse-source-map.ts";
import { printSourceMap } from "./source-map.ts";

/** The source map of a build's files, as a file of the tree. */
export function sourceMapFile(files: readonly OutputFile[]): RootFile {
  const map = makeSourceMap(files);
  return {
    name: SOURCE_MAP,
    text: printSourceMap(map),
    sealed: true,
    merge(last, nodes) {
      const before = last === undefined ? undefined : parseSourceMap(last);
      if (before?.kind === "other-version") return "other-version";
      return { text: printSourceMap(mergeSourceMaps(before?.kind === "map" ? before.map : undefined, map, nodes)) };
    },
  };
}
