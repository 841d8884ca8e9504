import { readCatalog } from "../catalog/read-catalog.ts";
import { type Analysis, analyze, type CompileInput } from "../pipeline.ts";
import type { ReadOptions } from "./common-options.ts";
import { diskCache } from "./disk-cache.ts";
import { withProgress } from "./with-progress.ts";

/** What the pipeline needs to read the catalog in a folder. */
export function catalogInput(folder: string, { today, cache }: ReadOptions): CompileInput {
  return {
    read: (report) => readCatalog(folder, report),
    today,
    ...(cache ? { cache: diskCache(process.env) } : {}),
  };
}

/** Reads a catalog and finds what is wrong with it. */
export function openCatalog(folder: string, options: ReadOptions): Analysis {
  return withProgress(`reading ${folder}`, () => analyze(catalogInput(folder, options)));
}
