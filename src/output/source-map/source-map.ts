import { seal } from "../manifest/seal.ts";

/** Raised when an older program could misread the source map. */
export const SOURCE_MAP_FORMAT = 2;

/** Which places in the catalog caused which lines. */
export interface SourceMap {
  /** `file:line:column`, unique, sorted by file, line and column. Files that come with intentlb begin with `<built-in>/`. */
  readonly causes: readonly string[];
  /** Indexes of causes, ascending, for lines that share them. */
  readonly sets: readonly (readonly number[])[];
  /**
   * A file's lines from the first, run-length encoded: alternately a number of lines and the index of their set. Files
   * with the same blocks share one map.
   */
  readonly maps: readonly (readonly number[])[];
  /** Path in the output folder → index of its map. */
  readonly files: ReadonlyMap<string, number>;
}

/** A source map in `sourcemap.json`: `schemas/sourcemap.schema.json`. */
export interface SourceMapJson extends Omit<SourceMap, "files"> {
  readonly format: typeof SOURCE_MAP_FORMAT;
  readonly files: readonly (readonly [path: string, map: number])[];
}

/** Places that caused a line (from 1) of a generated file: `file:line:column`, sorted; empty if none is known. */
export function lookUpLine(map: SourceMap, place: string, line: number): string[] {
  const runs = map.maps[map.files.get(place) ?? -1] ?? [];
  let end = 0;
  for (let at = 0; at < runs.length; at += 2) {
    end += runs[at] ?? 0;
    if (line >= 1 && line <= end) return (map.sets[runs[at + 1] ?? -1] ?? []).map((index) => map.causes[index] ?? "");
  }
  return [];
}

/** Text of `sourcemap.json`: one cause, set, map and file per line, sealed. */
export function printSourceMap({ causes, sets, maps, files }: SourceMap): string {
  const parts = { causes, sets, maps, files: [...files] };
  const lines = Object.entries(parts).map(([key, items]) => `"${key}": ${list(items)}`);
  return seal(`{\n"format": ${SOURCE_MAP_FORMAT},\n${lines.join(",\n")}`);
}

function list(items: readonly unknown[]): string {
  return `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
}
