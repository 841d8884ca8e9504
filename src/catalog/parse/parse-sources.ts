import type { Report } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import type { Tree } from "../../contract/tree.ts";
import { type Recorded, record, replay } from "../../diagnostics/record.ts";
import { keepDefinitions } from "./keep-definitions.ts";
import { parseYaml } from "./parse-yaml.ts";

/** What could be parsed of the files. */
export interface ParsedSources {
  /** The files; those that are the same as the last time are the same objects. */
  readonly sources: readonly Source[];
  /** Trees of all files; empty and broken ones are left out. */
  readonly trees: readonly Tree[];
  /** Whether a file is broken, so that its definitions are unknown. */
  readonly broken: boolean;
}

/** A file with its tree, from the last time. */
interface ParsedFile {
  readonly source: Source;
  readonly parsed: Recorded<Tree | undefined>;
  /** Its tree when it last had one. */
  readonly tree: Tree | undefined;
}

/** Files by their paths. */
export type ParseMemory = Map<string, ParsedFile>;

/**
 * Parses all files whose text has changed.
 * @param memory of the last time; filled
 */
export function parseSources(read: readonly Source[], report: Report, memory: ParseMemory = new Map()): ParsedSources {
  const sources: Source[] = [];
  const trees: Tree[] = [];
  let broken = false;
  for (const source of read) {
    const last = memory.get(source.path);
    const file = last?.source.text === source.text ? last : parseAgain(source, last);
    memory.set(source.path, file);
    sources.push(file.source);
    const tree = replay(file.parsed, report);
    if (tree !== undefined) trees.push(tree);
    else if (file.parsed.drafts.length > 0) broken = true;
  }
  const paths = new Set(read.map(({ path }) => path));
  for (const path of memory.keys()) if (!paths.has(path)) memory.delete(path);
  return { sources, trees, broken };
}

function parseAgain(source: Source, last: ParsedFile | undefined): ParsedFile {
  const parsed = record((note) => {
    const tree = parseYaml(source, note);
    return tree && keepDefinitions(last?.tree, tree);
  });
  return { source, parsed, tree: parsed.result ?? last?.tree };
}
