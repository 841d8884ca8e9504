import type { Block, OutputFile } from "../../contract/block.ts";
import { compareText } from "../../contract/compare-text.ts";
import { current, distinctPath, type Source } from "../../contract/source.ts";
import type { SourceMap } from "./source-map.ts";

/** Blocks that were printed together mostly share this array; it is examined once, however many blocks have it. */
type Causes = Block["causes"];

/**
 * Makes the source map of a build's files. What blocks and arrays of blocks have in common is computed once, because a
 * block can be in the files of many nodes.
 */
export function makeSourceMap(files: readonly OutputFile[]): SourceMap {
  const arrays = [...new Set(files.map((file) => file.blocks))];
  const all = new Set<Causes>();
  for (const array of arrays) for (const block of array) all.add(block.causes);
  const { causes, numbers } = numberCauses(all);
  const { sets, setOf } = numberSets(all, numbers);
  const maps = arrays.map((array) => makeRuns(array, setOf));
  const indexes = new Map(arrays.map((array, index) => [array, index]));
  const placed = files.map((file): [string, number] => [`${file.node}/${file.path}`, indexes.get(file.blocks) ?? -1]);
  return { causes, sets, maps, files: new Map(placed.sort(([a], [b]) => compareText(a, b))) };
}

type Numbers = ReadonlyMap<Source, ReadonlyMap<number, number>>;

/** Lines and columns are computed once for each place, after the places were sorted by file and offset. */
function numberCauses(all: ReadonlySet<Causes>): { causes: string[]; numbers: Numbers } {
  const offsets = new Map<Source, Set<number>>();
  for (const spans of all) {
    for (const span of spans) {
      const { source, start } = current(span);
      const known = offsets.get(source);
      if (known === undefined) offsets.set(source, new Set([start]));
      else known.add(start);
    }
  }
  const causes: string[] = [];
  const numbers = new Map<Source, Map<number, number>>();
  const byPath = [...offsets].map(([source, starts]) => ({ path: distinctPath(source), source, starts }));
  for (const { path, source, starts } of byPath.sort((a, b) => compareText(a.path, b.path))) {
    const ofSource = new Map<number, number>();
    numbers.set(source, ofSource);
    for (const start of [...starts].sort((a, b) => a - b)) {
      const { line, column } = source.position(start);
      ofSource.set(start, causes.push(`${path}:${line}:${column}`) - 1);
    }
  }
  return { causes, numbers };
}

/** Equal causes share a set. */
function numberSets(all: ReadonlySet<Causes>, numbers: Numbers): { sets: number[][]; setOf: Map<Causes, number> } {
  const sets: number[][] = [];
  const known = new Map<string, number>();
  const setOf = new Map<Causes, number>();
  for (const spans of all) {
    const found = spans
      .map((span) => {
        const { source, start } = current(span);
        return numbers.get(source)?.get(start) ?? -1;
      })
      .sort((a, b) => a - b);
    const set = found.filter((number, index) => number !== found[index - 1]);
    const key = set.join();
    let index = known.get(key);
    if (index === undefined) {
      index = sets.push(set) - 1;
      known.set(key, index);
    }
    setOf.set(spans, index);
  }
  return { sets, setOf };
}

/** Joins neighbours with the same causes into one run. */
function makeRuns(blocks: readonly Block[], setOf: ReadonlyMap<Causes, number>): number[] {
  const runs: number[] = [];
  let lines = 0;
  let open = -1;
  for (const block of blocks) {
    if (block.lines.length === 0) continue;
    const set = setOf.get(block.causes) ?? -1;
    if (set !== open) {
      if (lines > 0) runs.push(lines, open);
      lines = 0;
      open = set;
    }
    lines += block.lines.length;
  }
  if (lines > 0) runs.push(lines, open);
  return runs;
}
