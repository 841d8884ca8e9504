import { foldersOf } from "../../output/tree/safe-path.ts";
import type { CatalogCommit } from "./find-commit.ts";
import { runGit } from "./run-git.ts";

/** An entry of a commit below the catalog's folder. */
export interface CommitEntry {
  readonly kind: "file" | "link" | "submodule";
  /** Name of the object in git, in hexadecimal. */
  readonly object: string;
  /** Bytes. */
  readonly size: number;
}

const KINDS: Readonly<Record<string, CommitEntry["kind"]>> = { 100: "file", 120: "link", 160: "submodule" };

/**
 * Everything below the catalog's folder in a commit, by its path there.
 * @returns why it cannot be listed, in words that are not yet escaped
 */
export function listCommit({ top, commit, folder }: CatalogCommit): ReadonlyMap<string, CommitEntry> | string {
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = prefix === "" ? [] : ["--", prefix];
  const listed = runGit(top, ["ls-tree", "-r", "-z", "--long", "--full-tree", commit, ...below]);
  if ("problem" in listed) return missingObject(commit);
  const entries = new Map<string, CommitEntry>();
  for (const line of listed.stdout.toString().split("\0")) {
    if (line === "") continue;
    const [, mode = "", object = "", size = "", path = ""] =
      /^(\d{3})\d{3} \w+ ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line) ?? [];
    const kind = KINDS[mode];
    const name = path.slice(prefix.length);
    // Git itself makes no such trees, but whoever pushes can.
    if (kind === undefined || !path.startsWith(prefix) || !isPlain(name) || entries.has(name))
      return `${commit} has an entry that git does not write: ${JSON.stringify(path || line)}`;
    if (kind !== "submodule" && !/^\d+$/.test(size)) return missingObject(commit);
    entries.set(name, { kind, object, size: Number(size) || 0 });
  }
  const covered = [...entries.keys()].find((path) => foldersOf(path).some((outer) => entries.has(outer)));
  return covered === undefined ? entries : `${commit} has a file and a folder of one name: ${JSON.stringify(covered)}`;
}

/** What to do if git has a commit, but not all of its trees and files. */
export function missingObject(commit: string): string {
  return `git lacks files of ${commit}, as partial clones do; fetch them first (git archive ${commit} >/dev/null does)`;
}

/** Whether a path stays inside the folder that it is joined to. */
function isPlain(path: string): boolean {
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}
