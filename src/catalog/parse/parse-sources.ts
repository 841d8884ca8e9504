import type { Report } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import type { Tree } from "../../contract/tree.ts";
import { readAnyYaml } from "./parse-yaml.ts";
import { readCommonYaml } from "./read-common-yaml.ts";

/** Caches the trees of files by their content. A cache never fails: what it cannot read or write is not cached. */
export interface ParseCache {
  load(source: Source): Tree | undefined;
  store(source: Source, tree: Tree): void;
}

/** What could be parsed of the files. */
export interface ParsedSources {
  /** Trees of all files; empty and broken ones are left out. */
  readonly trees: readonly Tree[];
  /** Whether a file is broken, so that its definitions are unknown. */
  readonly broken: boolean;
}

/** Parses all files. Only those are cached that took the library to read, and that have no findings. */
export function parseSources(sources: readonly Source[], cache: ParseCache | undefined, report: Report): ParsedSources {
  const trees: Tree[] = [];
  let broken = false;
  for (const source of sources) {
    const tree =
      readCommonYaml(source) ??
      cache?.load(source) ??
      parseAfresh(source, cache, report, () => {
        broken = true;
      });
    if (tree !== undefined) trees.push(tree);
  }
  return { trees, broken };
}

function parseAfresh(
  source: Source,
  cache: ParseCache | undefined,
  report: Report,
  onBroken: () => void,
): Tree | undefined {
  let clean = true;
  const tree = readAnyYaml(source, (draft) => {
    clean = false;
    report(draft);
  });
  if (tree === undefined && !clean) onBroken();
  if (clean && tree !== undefined) cache?.store(source, tree);
  return tree;
}
