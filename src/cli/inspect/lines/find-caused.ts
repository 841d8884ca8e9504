import type { Block, OutputFile } from "../../../contract/block.ts";
import { compareText } from "../../../contract/compare-text.ts";
import type { Span } from "../../../contract/source.ts";
import type { Tree } from "../../../contract/tree.ts";
import { placeBlocks } from "./generated-files.ts";
import { indexSpans } from "./index-spans.ts";

/** A block that is in the files of some nodes. */
export interface CausedBlock {
  readonly daemon: string;
  /** Path on the nodes, with its leading slash. */
  readonly path: string;
  readonly name: string;
  readonly lines: readonly string[];
  /** Nodes by where the block is in their file. */
  readonly places: readonly {
    readonly startLine: number;
    readonly endLine: number;
    readonly nodes: readonly string[];
  }[];
}

/** Blocks that the same values caused, as far as a line is part of them. */
export interface Caused {
  /** Steps from these values to the line's own; 0 if the line itself is a cause. */
  readonly distance: number;
  readonly causes: readonly Span[];
  readonly blocks: readonly CausedBlock[];
}

/**
 * The blocks that values of a line caused, nearest causes first; each block once. Of blocks with wider causes, those come
 * first that have the text of a value.
 */
export function findCaused(files: readonly OutputFile[], values: readonly Tree[]): Caused[] {
  const distanceTo = distances(values);
  /** A block is in the files of many nodes. */
  const nearest = new Map<Block, number>();
  const levels = new Map<number, { causes: Map<Span, Span>; blocks: Map<string, Made> }>();
  const placed = new Map<readonly Block[], ReturnType<typeof placeBlocks>>();
  for (const file of files) {
    const blocks = placed.get(file.blocks) ?? placeBlocks(file.blocks);
    placed.set(file.blocks, blocks);
    for (const { block, start, end } of blocks) {
      const distance =
        nearest.get(block) ??
        block.causes.reduce((least, cause) => Math.min(least, distanceTo(cause)), Number.POSITIVE_INFINITY);
      nearest.set(block, distance);
      if (distance === Number.POSITIVE_INFINITY) continue;
      const level = levels.get(distance) ?? { causes: new Map(), blocks: new Map() };
      levels.set(distance, level);
      for (const cause of block.causes) if (distanceTo(cause) === distance) level.causes.set(cause, cause);
      addBlock(level.blocks, file, block, start, end);
    }
  }
  return [...levels]
    .sort(([a], [b]) => a - b)
    .map(([distance, { causes, blocks }]) => {
      const sorted = finish(blocks);
      return {
        distance,
        causes: [...causes.values()],
        blocks: distance === 0 ? sorted : mentionsFirst(sorted, values),
      };
    });
}

/** Texts that are looked for. A line can have a great many, of which nobody reads the blocks. */
const MOST_TEXTS = 20;

function mentionsFirst(blocks: readonly CausedBlock[], values: readonly Tree[]): CausedBlock[] {
  const texts = values.slice(0, MOST_TEXTS).flatMap(textsIn).slice(0, MOST_TEXTS);
  const mentions = ({ lines }: CausedBlock) => lines.some((line) => texts.some((text) => line.includes(text)));
  const found = new Set(blocks.filter(mentions));
  return [...found, ...blocks.filter((block) => !found.has(block))];
}

/** Texts of a value that are long enough not to be found by chance. */
function textsIn(tree: Tree): string[] {
  if (tree.kind === "scalar") return typeof tree.value === "string" && tree.value.length >= 4 ? [tree.value] : [];
  return (tree.kind === "map" ? Object.values(tree.entries) : tree.items).flatMap(textsIn);
}

/** Steps from a cause down to the values; 0 inside one of them, infinite if it contains none. */
function distances(values: readonly Span[]): (cause: Span) => number {
  const known = new Map<Span, number>();
  const { contains: isWanted } = indexSpans(values);
  const down = (tree: Tree): number => {
    if (isWanted(tree)) return 0;
    const inner = tree.kind === "map" ? Object.values(tree.entries) : tree.kind === "list" ? tree.items : [];
    const least = inner.reduce((found, value) => Math.min(found, down(value)), Number.POSITIVE_INFINITY);
    // A stronger layer amended a map of the line, in which something of the line remains.
    return least === 0 && tree.kind === "map" && layersBelow(tree).some(isWanted) ? 0 : least + 1;
  };
  return (cause) => {
    let distance = known.get(cause);
    if (distance === undefined) {
      distance = isTree(cause) ? down(cause) : isWanted(cause) ? 0 : Number.POSITIVE_INFINITY;
      known.set(cause, distance);
    }
    return distance;
  };
}

function layersBelow({ over }: Tree): Tree[] {
  return over === undefined ? [] : [over, ...layersBelow(over)];
}

/** Causes are values of the fleet; a generator of somebody else's may give mere places. */
function isTree(span: Span | Tree): span is Tree {
  return "kind" in span;
}

interface Made {
  readonly daemon: string;
  readonly path: string;
  readonly block: Block;
  readonly places: Map<number, { readonly endLine: number; readonly nodes: string[] }>;
}

function addBlock(made: Map<string, Made>, file: OutputFile, block: Block, start: number, end: number): void {
  const key = JSON.stringify([file.daemon, file.path, block.key, block.lines]);
  const known = made.get(key) ?? { daemon: file.daemon, path: `/${file.path}`, block, places: new Map() };
  made.set(key, known);
  const place = known.places.get(start) ?? { endLine: end, nodes: [] };
  known.places.set(start, place);
  place.nodes.push(file.node);
}

function finish(made: ReadonlyMap<string, Made>): CausedBlock[] {
  const blocks = [...made.values()].map(({ daemon, path, block, places }) => ({
    daemon,
    path,
    name: block.key,
    lines: block.lines,
    places: [...places]
      .sort(([a], [b]) => a - b)
      .map(([startLine, { endLine, nodes }]) => ({ startLine, endLine, nodes: nodes.sort(compareText) })),
  }));
  const firstLine = ({ places }: CausedBlock) => places[0]?.startLine ?? 0;
  return blocks.sort(
    (a, b) => compareText(a.daemon, b.daemon) || compareText(a.path, b.path) || firstLine(a) - firstLine(b),
  );
}
