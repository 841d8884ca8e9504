import { compareText } from "../../contract/compare-text.ts";
import type { SourceMap } from "./source-map.ts";

/** The source map after only some nodes were written: their files are from the next one, all others from the last one. */
export function mergeSourceMaps(last: SourceMap | undefined, next: SourceMap, nodes: ReadonlySet<string>): SourceMap {
  const isNew = (place: string) => nodes.has(place.slice(0, place.indexOf("/")));
  const files: [place: string, runs: readonly number[]][] = [];
  const used = new Map<readonly number[], SourceMap>();
  for (const map of last === undefined ? [next] : [last, next]) {
    for (const [place, index] of map.files) {
      const runs = map.maps[index] ?? [];
      if (isNew(place) !== (map === next)) continue;
      files.push([place, runs]);
      used.set(runs, map);
    }
  }
  const causes = sortCauses(
    [...used].flatMap(([runs, map]) => runs.flatMap((_, at) => (at % 2 === 1 ? causesAt(map, runs[at]) : []))),
  );
  const numbers = new Map(causes.map((cause, index) => [cause, index]));
  const sets: number[][] = [];
  const known = new Map<string, number>();
  const numberSet = (map: SourceMap, old: number | undefined) => {
    const set = causesAt(map, old)
      .map((cause) => numbers.get(cause) ?? -1)
      .sort((a, b) => a - b);
    const index = known.get(set.join()) ?? sets.push(set) - 1;
    known.set(set.join(), index);
    return index;
  };
  const maps = [...used].map(([runs, map]) =>
    runs.map((number, at) => (at % 2 === 0 ? number : numberSet(map, number))),
  );
  const indexes = new Map([...used.keys()].map((runs, index) => [runs, index]));
  files.sort(([a], [b]) => compareText(a, b));
  return { causes, sets, maps, files: new Map(files.map(([place, runs]) => [place, indexes.get(runs) ?? -1])) };
}

function causesAt(map: SourceMap, set: number | undefined): string[] {
  return (map.sets[set ?? -1] ?? []).map((index) => map.causes[index] ?? "");
}

/** Without duplicates, by file, line and column. */
function sortCauses(causes: readonly string[]): string[] {
  return [...new Set(causes)]
    .map((cause) => ({ cause, place: splitCause(cause) }))
    .sort(({ place: a }, { place: b }) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column)
    .map(({ cause }) => cause);
}

/** File names may have colons, so the numbers are split off from the end. */
function splitCause(cause: string): { file: string; line: number; column: number } {
  const column = cause.lastIndexOf(":");
  const line = cause.lastIndexOf(":", column - 1);
  return {
    file: cause.slice(0, line),
    line: Number(cause.slice(line + 1, column)),
    column: Number(cause.slice(column + 1)),
  };
}
