import type { Report } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import type { Tree } from "../../contract/tree.ts";
import { parseYaml } from "./parse-yaml.ts";

/** What could be parsed of the files. */
export interface ParsedSources {
  /** Trees of all files; empty and broken ones are left out. */
  readonly trees: readonly Tree[];
  /** Whether a file is broken, so that its definitions are unknown. */
  readonly broken: boolean;
}

/** Parses all files. */
export function parseSources(sources: readonly Source[], report: Report): ParsedSources {
  const trees: Tree[] = [];
  let broken = false;
  for (const source of sources) {
    let clean = true;
    const note: Report = (draft) => {
      clean = false;
      report(draft);
    };
    const tree = parseYaml(source, note);
    if (tree !== undefined) trees.push(tree);
    else if (!clean) broken = true;
  }
  return { trees, broken };
}
