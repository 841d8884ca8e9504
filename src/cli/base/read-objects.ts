import type { CommitEntry } from "./list-commit.ts";
import { runGit } from "./run-git.ts";

const NEWLINE = 10;

/**
 * Contents of files of a commit, as they were committed: no attribute, filter or conversion of line ends applies.
 * @param top of the repository
 * @returns in the same order; undefined if git lacks one or cannot read it
 */
export function readObjects(top: string, entries: readonly CommitEntry[]): readonly Buffer[] | undefined {
  if (entries.length === 0) return [];
  const names = entries.map(({ object }) => `${object}\n`).join("");
  const printed = runGit(top, ["cat-file", "--batch"], names);
  if ("problem" in printed) return undefined;
  const contents: Buffer[] = [];
  let at = 0;
  for (const { object, size } of entries) {
    const end = printed.stdout.indexOf(NEWLINE, at);
    if (printed.stdout.toString("latin1", at, end) !== `${object} blob ${size}`) return undefined;
    contents.push(printed.stdout.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return contents;
}
