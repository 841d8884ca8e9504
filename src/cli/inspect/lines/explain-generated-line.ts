import type { Block, OutputFile } from "../../../contract/block.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import type { Generator } from "../../../contract/generator.ts";
import { findRule } from "../../../contract/generator-rule.ts";
import { find } from "../../../contract/tree.ts";
import { type FilePlace, placeOf } from "../../report/place.ts";
import type { ShowPath } from "../../report/show-path.ts";
import { type ExplainedValue, explainValue } from "../explain-value.ts";
import { findOwners, type Owner, placeKey } from "./find-owners.ts";
import { placeBlocks } from "./generated-files.ts";
import { namedAddresses } from "./named-addresses.ts";
import { pathToLiteral, pathToShown } from "./shown-values.ts";

/** A line of a generated file, and the catalog values that caused its block. */
export interface ExplainedLine {
  /** Node, or `_peers`. */
  readonly node: string;
  /** Path on the node, with its leading slash. */
  readonly path: string;
  readonly daemon: string;
  /** Whether the file is a symbolic link, whose one line is its target. */
  readonly isLink: boolean;
  readonly line: number;
  readonly text: string;
  readonly block: { readonly name: string; readonly startLine: number; readonly endLine: number };
  /** Nodes that have the same block in the file of this path, sorted. */
  readonly nodes: readonly string[];
  /** The generator's rule for a block that no value causes; null if values do. */
  readonly rule: { readonly name: string; readonly about: string } | null;
  /** Values, those with the fewest others in them first; empty if the generator writes the block by a rule of its own. */
  readonly causes: readonly Cause[];
}

export interface Cause extends ExplainedValue {
  /** The thing that has the value; null for a place that no value is at. */
  readonly kind: string | null;
  readonly name: string | null;
  /** Whether the value is everything that the catalog says about this thing. */
  readonly isWhole: boolean;
  /** How many other things inherit the same line. */
  readonly others: number;
}

/** How many lines a generated file has. */
export function countLines({ blocks }: OutputFile): number {
  return placeBlocks(blocks).at(-1)?.end ?? 0;
}

/** Explains a line (from 1) of a file; undefined past its end. */
export function explainGeneratedLine(
  fleet: Fleet,
  generators: readonly Generator[],
  files: readonly OutputFile[],
  file: OutputFile,
  line: number,
  showPath: ShowPath,
): ExplainedLine | undefined {
  const placed = placeBlocks(file.blocks).find(({ start, end }) => start <= line && line <= end);
  const text = placed?.block.lines[line - placed.start];
  if (placed === undefined || text === undefined) return undefined;
  const { block, start, end } = placed;
  return {
    node: file.node,
    path: `/${file.path}`,
    daemon: file.daemon,
    isLink: file.isLink === true,
    line,
    text,
    block: { name: block.key, startLine: start, endLine: end },
    nodes: nodesWith(files, file, block),
    rule: block.causes.length > 0 ? null : ruleFor(generators, file, block),
    causes: explainCauses(fleet, file, block, text, showPath),
  };
}

function ruleFor(generators: readonly Generator[], file: OutputFile, block: Block): ExplainedLine["rule"] {
  const { rules = [] } = generators.find(({ name }) => name === file.daemon) ?? {};
  const rule = findRule(rules, file, block);
  return rule === undefined ? null : { name: `${file.daemon}/${rule.name}`, about: rule.about };
}

function nodesWith(files: readonly OutputFile[], { path, daemon }: OutputFile, block: Block): string[] {
  const same = files.filter(
    (file) => file.path === path && file.daemon === daemon && file.blocks.some((other) => isSameBlock(other, block)),
  );
  return same.map(({ node }) => node).sort();
}

/** Blocks are mostly shared by the files that have them. */
function isSameBlock(a: Block, b: Block): boolean {
  if (a === b) return true;
  return a.key === b.key && a.lines.length === b.lines.length && a.lines.every((line, at) => line === b.lines[at]);
}

/** The values that cause a block, those that a line of it shows first. */
export function explainCauses(fleet: Fleet, file: OutputFile, block: Block, text: string, showPath: ShowPath): Cause[] {
  const addresses = namedAddresses(fleet, text);
  const named = new Set(addresses.map(placeKey));
  const byPlace = new Map([...addresses, ...block.causes].map((cause) => [placeKey(cause), cause]));
  const owners = findOwners(fleet, byPlace.values());
  const causes = new Map<string, Cause & { readonly rank: number }>();
  for (const [key, cause] of byPlace) {
    const [owner, ...others] = likelyOwners(owners, owners.get(key) ?? [], file, `${block.key} ${text}`);
    if (owner === undefined) {
      causes.set(key, { ...unknownCause(placeOf(cause, showPath)), rank: RANKS.other });
      continue;
    }
    const { thing } = owner;
    const shown = pathToLiteral(owner.tree, text) ?? pathToShown(owner.tree, text);
    const path = [...owner.path, ...(shown ?? [])];
    const explained = explainValue(fleet, thing, path, find(thing.tree, path) ?? owner.tree, showPath);
    const isWhole = path.length === 0;
    const rank = named.has(key) ? RANKS.named : shown !== undefined ? RANKS.shown : isWhole ? RANKS.whole : RANKS.other;
    causes.set(explained.path, {
      ...explained,
      kind: thing.kind,
      name: thing.name,
      isWhole,
      others: others.length,
      rank,
    });
  }
  return [...causes.values()]
    .sort((a, b) => a.rank - b.rank || a.values.length - b.values.length)
    .map(({ rank: _, ...cause }) => cause);
}

/** What the line shows itself comes first, and things with everything in them last. */
const RANKS = { named: 0, shown: 1, other: 2, whole: 3 };

function unknownCause(place: FilePlace): Cause {
  return { path: "", ...place, isMap: false, values: [], kind: null, name: null, isWhole: false, others: 0 };
}

/**
 * Many services inherit a line of a profile. Those are meant that are themselves causes of the block, else those that its
 * name or the line mentions, else those that another cause belongs to, else those that the file concerns.
 */
function likelyOwners(
  all: ReadonlyMap<string, readonly Owner[]>,
  owners: readonly Owner[],
  file: OutputFile,
  mentioning: string,
): readonly Owner[] {
  const words = new Set(mentioning.split(/[\s/:"]+/));
  const named = (name: string) => words.has(name) || [...words].some((word) => word.startsWith(`${name}.`));
  const isCause = ({ tree }: Owner["thing"]) => all.has(placeKey(tree));
  const alone = new Set([...all.values()].flatMap((each) => (each.length === 1 ? each.map(({ thing }) => thing) : [])));
  for (const fits of [
    ({ thing, path }: Owner) => path.length > 0 && isCause(thing),
    ({ thing }: Owner) => thing.kind !== "service" || named(thing.name),
    ({ thing }: Owner) => alone.has(thing),
    ({ thing }: Owner) => thing.kind !== "service" || file.services.includes(thing.name),
  ]) {
    const fitting = owners.filter(fits);
    if (fitting.length > 0) return fitting;
  }
  return owners;
}
