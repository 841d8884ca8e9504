import { formatValidators } from "../format-validators.ts";
import { isRecord, parseJson } from "../manifest/json-shape.ts";
import { isSealed } from "../manifest/seal.ts";
import { SOURCE_MAP_FORMAT, type SourceMap } from "./source-map.ts";

/** A source map, or why its text cannot be read. */
export type ReadSourceMap =
  | { readonly kind: "map"; readonly map: SourceMap }
  | { readonly kind: "corrupt" | "other-version" };

/**
 * Reads the text of a source map back. One of another version is not read: in format 1 a file of the catalog and one
 * that comes with intentlb can have the same path.
 */
export function parseSourceMap(text: string): ReadSourceMap {
  const value = parseJson(text);
  if (!isSealed(text) || !isRecord(value)) return { kind: "corrupt" };
  if (value["format"] !== SOURCE_MAP_FORMAT) return { kind: "other-version" };
  if (!formatValidators().sourceMap(value)) return { kind: "corrupt" };
  const { causes, sets, maps, files } = value;
  return { kind: "map", map: { causes, sets, maps, files: new Map(files) } };
}
