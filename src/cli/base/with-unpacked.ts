import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { LARGEST_FILE } from "../../catalog/read/read-text.ts";
import { MANIFEST } from "../../contract/root-names.ts";
import type { CommitEntry } from "./list-commit.ts";
import { readObjects } from "./read-objects.ts";

/** Where links lead: nobody follows them, and what a commit says must not be looked at. */
const NOWHERE = "/dev/null";

/**
 * Uses some entries of a commit as files in a private temporary folder, which is gone afterwards.
 * @param top of the repository
 * @param entries plain paths, none below another
 * @returns undefined if git lacks a file
 */
export function withUnpacked<Result>(
  top: string,
  entries: readonly (readonly [path: string, entry: CommitEntry])[],
  use: (folder: string) => Result,
): Result | undefined {
  const wanted = entries.filter(([path, entry]) => entry.kind === "file" && !isTooLarge(path, entry));
  const contents = readObjects(
    top,
    wanted.map(([, entry]) => entry),
  );
  if (contents === undefined) return undefined;
  const texts = new Map(wanted.map(([path], index) => [path, contents[index]]));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "intentlb-base-")));
  try {
    for (const [path, entry] of entries) place(join(folder, path), entry, texts.get(path));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
