import { posix } from "node:path";
import { encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { OutputFile } from "../../../contract/block.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import type { ShowPath } from "../../report/show-path.ts";
import { explainCauses } from "./explain-generated-line.ts";

/** A source map as other programs read it: ECMA-426, "Source Map v3". */
export interface StandardSourceMap {
  readonly version: 3;
  /** Name of the generated file. */
  readonly file: string;
  /** Files of the catalog, as people write them from the current folder. */
  readonly sources: readonly string[];
  /** Paths of the values that cause lines. */
  readonly names: readonly string[];
  /** One segment for each line that a value causes. */
  readonly mappings: string;
}

/**
 * Exports which value causes each line of a generated file. The format has one place per line, so it is the first that `explain`
 * shows for that line.
 */
export function exportSourceMap(fleet: Fleet, file: OutputFile, showPath: ShowPath): StandardSourceMap {
  const sources = new Numbers();
  const names = new Numbers();
  const lines = file.blocks.flatMap((block) =>
    block.lines.map((text): SourceMapSegment[] => {
      const { file: source, line, column, path } = explainCauses(fleet, file, block, text, showPath)[0] ?? {};
      if (!source || !line || !column || !path) return [];
      return [[0, sources.of(source), line - 1, column - 1, names.of(path)]];
    }),
  );
  return {
    version: 3,
    file: posix.basename(file.path),
    sources: sources.list,
    names: names.list,
    mappings: encode(lines),
  };
}

/** Texts in the order in which they came, each once. */
class Numbers {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const number = this.#known.get(text) ?? this.#known.size;
    this.#known.set(text, number);
    return number;
  }

  get list(): string[] {
    return [...this.#known.keys()];
  }
}
