import { realpathSync } from "node:fs";
import { basename, relative } from "node:path";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { runGit } from "./run-git.ts";

/** A catalog at a commit of its repository. */
export interface CatalogCommit {
  /** Real path of the repository's top folder. */
  readonly top: string;
  /** Full name of the commit, in hexadecimal. */
  readonly commit: string;
  /** Path of the catalog's folder in the repository; empty for the top. */
  readonly folder: string;
  /** Name of the catalog's only file; absent for a catalog that is a folder. */
  readonly file?: string;
}

/**
 * Finds the repository of a catalog, and a commit in it.
 * @param catalog an existing folder or file
 * @param ref as the user wrote it: branch, tag, commit, or anything else that git resolves to a commit
 * @returns why there is no such commit, in words that are not yet escaped
 */
export function findCommit(catalog: string, ref: string): CatalogCommit | string {
  const inside = folderOfCatalog(catalog);
  const root = realpathSync(inside);
  const found = runGit(root, ["rev-parse", "--show-toplevel"]);
  if ("problem" in found) return whyNoRepository(catalog, found.problem);
  const top = found.stdout.toString().replace(/\n$/, "");
  const folder = relative(top, root);
  if (folder === ".." || folder.startsWith("../")) return `${catalog} is outside the work tree of its repository`;
  const commit = resolveCommit(root, ref);
  if (commit === undefined) return whyNoCommit(root, catalog, ref);
  return { top, commit, folder, ...(inside === catalog ? {} : { file: basename(catalog) }) };
}

function resolveCommit(root: string, ref: string): string | undefined {
  const found = runGit(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  const name = "problem" in found ? "" : found.stdout.toString().trimEnd();
  // An excluded commit, `^main`, is printed with its sign.
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? name : undefined;
}

function whyNoRepository(catalog: string, problem: string): string {
  return problem.startsWith("not a git repository")
    ? `${catalog} is not in a git repository, so it has no base; compare with a folder: --out or --against`
    : `--base cannot read the repository of ${catalog}: ${problem}`;
}

function whyNoCommit(root: string, catalog: string, ref: string): string {
  const problem = `the repository of ${catalog} has no commit \`${ref}\``;
  if (resolveCommit(root, `origin/${ref}`) !== undefined) return `${problem}; did you mean \`origin/${ref}\`?`;
  const shallow = runGit(root, ["rev-parse", "--is-shallow-repository"]);
  return "stdout" in shallow && shallow.stdout.toString().startsWith("true")
    ? `${problem}: it is a shallow clone, so fetch the commit first (git fetch --unshallow, or fetch-depth: 0 in CI)`
    : `${problem}; give a branch, a tag or a commit`;
}
