import { readCatalog } from "../../catalog/read/read-catalog.ts";
import { type Analysis, analyze, type CompileInput } from "../../pipeline.ts";
import type { ReadOptions } from "../commands/common-options.ts";
import { withProgress } from "../terminal/with-progress.ts";

/**
 * What the pipeline needs to read a catalog.
 * @param out Folder that the command writes to or compares with.
 */
export function catalogInput(catalog: string, { today }: ReadOptions, out?: string): CompileInput {
  return { read: (report) => readCatalog(catalog, report, out), today };
}

/**
 * Reads a catalog and checks it.
 * @param out Folder that is not a part of it.
 * @param only Files that findings are asked about; default: all.
 */
export function openCatalog(catalog: string, options: ReadOptions, out?: string, only?: ReadonlySet<string>): Analysis {
  return withProgress(`reading ${catalog}`, () => analyze(catalogInput(catalog, options, out), only));
}
