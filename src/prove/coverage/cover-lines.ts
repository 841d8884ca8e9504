import { type Block, type OutputFile, PEERS } from "../../contract/block.ts";
import { compareText } from "../../contract/compare-text.ts";
import { findRule, type GeneratorRule } from "../../contract/generator-rule.ts";
import { formatPlace } from "../../contract/source.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import type { Coverage, FileCoverage, MissedLine } from "./coverage.ts";
import type { TestedValues } from "./tested-values.ts";

/** What coverage is computed from. */
export interface CoverageInput {
  readonly tree: Tree;
  /** Rules of each generator, by its name. */
  readonly rules: ReadonlyMap<string, readonly GeneratorRule[]>;
  readonly tested: TestedValues;
}

/** The same in every tree, and with tests of their own. */
const PROGRAMS = /^usr\/local\//;

/** Folders with a file for each list, site or page. */
const LISTS = /[^/]+(?=\.(?:txt|http|conf|load|html|lst)$)/;

/**
 * Joins tests with the lines of all files by the values of the catalog that both follow from. A line that no value causes is
 * exercised if its rule says what notices it.
 */
export function coverLines({ tree, rules, tested }: CoverageInput): Coverage {
  const files = new Map<string, { daemon: string; path: string; lines: Map<string, MissedLine | undefined> }>();
  for (const { file } of tree.files) {
    if (file.node === PEERS || file.isLink || PROGRAMS.test(file.path)) continue;
    const path = kindOf(file.path);
    const key = `${file.daemon} ${path}`;
    const entry = files.get(key) ?? { daemon: file.daemon, path, lines: new Map() };
    files.set(key, entry);
    let number = 0;
    for (const block of file.blocks) {
      const rule = block.causes.length > 0 ? undefined : findRule(rules.get(file.daemon) ?? [], file, block);
      const isExercised = rule === undefined ? tested.includes(block.causes) : rule.noticed !== undefined;
      for (const text of block.lines) {
        number++;
        if (!isRead(text)) continue;
        const line = `${block.key}\n${text}`;
        if (isExercised) entry.lines.set(line, undefined);
        else if (!entry.lines.has(line)) entry.lines.set(line, missed(file, { block, text, number }, rule));
      }
    }
  }
  return {
    files: [...files.entries()]
      .sort(([a], [b]) => compareText(a, b))
      .map(([, { daemon, path, lines }]) => summarise(daemon, path, [...lines.values()])),
  };
}

function summarise(daemon: string, path: string, lines: readonly (MissedLine | undefined)[]): FileCoverage {
  const missing = lines.filter((line) => line !== undefined);
  return { daemon, path, lines: lines.length, exercised: lines.length - missing.length, missed: missing };
}

function missed(
  { node, path, daemon }: OutputFile,
  { block, text, number }: { block: Block; text: string; number: number },
  rule: GeneratorRule | undefined,
): MissedLine {
  const causes = rule === undefined ? block.causes.map(formatPlace) : [`${daemon}/${rule.name}`];
  return { place: `${node}:/${path}:${number}`, text: text.trim(), causes: [...new Set(causes)] };
}

/** Empty lines and comments are for people. */
function isRead(line: string): boolean {
  return line.trim() !== "" && !/^\s*(?:#|\/\/)/.test(line);
}

function kindOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return /^etc\/(?:haproxy\/(?:acl|errors|crt-list)|apache2)/.test(folder) ? path.replace(LISTS, "*") : path;
}
