import { formatValidators } from "../format-validators.ts";
import { parseJson } from "../manifest/json-shape.ts";
import { isSealed } from "../manifest/seal.ts";
import type { SourceMap } from "./source-map.ts";

/** Reads the text of a source map back; undefined if it was changed. */
export function parseSourceMap(text: string): SourceMap | undefined {
  const value = parseJson(text);
  if (!isSealed(text) || !formatValidators().sourceMap(value)) return undefined;
  const { causes, sets, maps, files } = value;
  return { causes, sets, maps, files: new Map(files) };
}
