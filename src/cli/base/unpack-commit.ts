import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { IGNORE_FILE } from "../../catalog/read/ignore-file-name.ts";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import { type CatalogFiles, readCatalog } from "../../catalog/read/read-catalog.ts";
import { LARGEST_FILE } from "../../catalog/read/read-text.ts";
import type { Report } from "../../contract/finding.ts";
import { MANIFEST } from "../../contract/root-names.ts";
import { foldersOf } from "../../output/tree/safe-path.ts";
import type { CatalogCommit } from "./find-commit.ts";
import type { CommitEntry } from "./list-commit.ts";
import { readObjects } from "./read-objects.ts";

/** Where links lead: nobody follows them, and what a commit says must not be looked at. */
const NOWHERE = "/dev/null";

/**
 * Reads the catalog of a commit as one on disk is read. What decides which files belong to it is unpacked at once,
 * what the catalog names when it is asked for.
 * @param entries of the catalog's folder; plain paths, none below another
 * @param folder an empty folder of ours, which must stay until the catalog has been compiled
 * @returns undefined if git lacks a file
 */
export function unpackCommit(
  { top, file }: CatalogCommit,
  entries: ReadonlyMap<string, CommitEntry>,
  folder: string,
  report: Report,
): CatalogFiles | undefined {
  const unpacked = new Set<string>();
  const unpack = (paths: readonly string[]): boolean => {
    const wanted = paths.flatMap((path) => {
      const entry = unpacked.has(path) ? undefined : entries.get(path);
      return entry === undefined ? [] : [{ path, entry }];
    });
    const small = wanted.filter(({ path, entry }) => entry.kind === "file" && !isTooLarge(path, entry));
    const contents = readObjects(
      top,
      small.map(({ entry }) => entry),
    );
    if (contents === undefined) return false;
    const texts = new Map(small.map(({ path }, index) => [path, contents[index]]));
    for (const { path, entry } of wanted) {
      unpacked.add(path);
      place(join(folder, path), entry, texts.get(path));
    }
    return true;
  };
  const isWanted = file === undefined ? decides : (path: string) => path === file;
  if (!unpack([...entries.keys()].filter(isWanted))) return undefined;
  const files = readCatalog(file === undefined ? folder : join(folder, file), report);
  return {
    sources: files.sources,
    // A link on the way is unpacked, too, so that it is refused.
    read: (path) => (unpack([...foldersOf(path), path]) ? files.read(path) : { problem: "cannot be read from git" }),
  };
}

/** Whether a file belongs to every catalog, or decides what does. */
function decides(path: string): boolean {
  const name = basename(path);
  return isYaml(name) || name === IGNORE_FILE || name === MANIFEST;
}

/** A catalog's file of this size is refused unread; a tree's manifest may be as large. */
function isTooLarge(path: string, { size }: CommitEntry): boolean {
  return size > LARGEST_FILE && basename(path) !== MANIFEST;
}

/** @param content absent for what is not read: links, and files whose size is enough to know */
function place(path: string, { kind, size }: CommitEntry, content: Buffer | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  if (kind === "submodule") mkdirSync(path);
  else if (kind === "link") symlinkSync(NOWHERE, path);
  else {
    writeFileSync(path, content ?? "", { flag: "wx" });
    if (content === undefined) truncateSync(path, size);
  }
}
