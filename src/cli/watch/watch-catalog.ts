import type { Stats } from "node:fs";
import { basename, resolve } from "node:path";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { IGNORE_FILE } from "../../catalog/read/ignore-file-name.ts";
import { isOutput } from "../../catalog/read/is-output.ts";
import { type CatalogFiles, type NamedFile, readCatalog } from "../../catalog/read/read-catalog.ts";
import { type Recorded, record, replay } from "../../diagnostics/record.ts";
import { newMemory } from "../../memory.ts";
import type { CompileInput } from "../../pipeline.ts";
import { tuneForLong } from "./tune-for-long.ts";
import { watchFolder } from "./watch-folder.ts";

interface Watched {
  readonly catalog: string;
  /** Folder that is not a part of it. */
  readonly out?: string;
  /** The day, as YYYY-MM-DD. */
  readonly today: () => string;
}

/**
 * Answers for a catalog, and again each time that it has changed, until nobody reads the answers any more. What an answer is for
 * was read after the last change, and answers take as long as what has changed since the one before.
 */
export async function watchCatalog(watched: Watched, answer: (input: CompileInput) => void): Promise<void> {
  const memory = newMemory();
  let last: Inputs | undefined;
  const folder = folderOfCatalog(watched.catalog);
  // Where one file is the catalog, its folder may be somebody's home.
  const isFlat = folder !== watched.catalog;
  await watchFolder({ folder, isFlat, isLeftOut: isLeftOut(watched) }, () => {
    const files = record((report) => readCatalog(watched.catalog, report, watched.out));
    const today = watched.today();
    if (last !== undefined && isSame(last, files, today)) return;
    const named = new Map<string, string>();
    last = { files, named, today };
    const { sources, read } = files.result;
    const noted = { sources, read: (path: string) => note(named, path, read(path)) };
    answer({ read: (report) => replay({ result: noted, drafts: files.drafts }, report), today, memory });
    tuneForLong();
  });
}

/** All that an answer follows from. */
interface Inputs {
  readonly files: Recorded<CatalogFiles>;
  /** What reading the files gave that the catalog names. */
  readonly named: ReadonlyMap<string, string>;
  readonly today: string;
}

function isSame(last: Inputs, files: Recorded<CatalogFiles>, today: string): boolean {
  return (
    last.today === today &&
    areSame(last.files.drafts, files.drafts, ({ message }) => message) &&
    areSame(last.files.result.sources, files.result.sources, ({ path }) => path) &&
    areSame(last.files.result.sources, files.result.sources, ({ text }) => text) &&
    [...last.named].every(([path, text]) => JSON.stringify(files.result.read(path)) === text)
  );
}

function areSame<One>(last: readonly One[], now: readonly One[], textOf: (one: One) => string): boolean {
  return (
    last.length === now.length &&
    last.every((one, index) => now[index] !== undefined && textOf(one) === textOf(now[index]))
  );
}

function note(named: Map<string, string>, path: string, file: NamedFile): NamedFile {
  named.set(path, JSON.stringify(file));
  return file;
}

/** Hidden files, such as those of git, and output folders. */
function isLeftOut({ catalog, out }: Watched): (path: string, stat?: Stats) => boolean {
  const root = folderOfCatalog(catalog);
  const realOut = out === undefined ? undefined : resolve(out);
  return (path, stat) => {
    if (resolve(path) === resolve(root)) return false;
    const isHidden = basename(path).startsWith(".") && basename(path) !== IGNORE_FILE;
    return isHidden || resolve(path) === realOut || (stat?.isDirectory() === true && isOutput(path));
  };
}
