import { isYaml } from "../../catalog/read/is-yaml.ts";
import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { Report } from "../../contract/finding.ts";
import { type Compilation, type CompileInput, compile } from "../../pipeline.ts";
import type { CatalogCommit } from "./find-commit.ts";
import { type CommitEntry, listCommit, missingObject } from "./list-commit.ts";
import { readCommit } from "./read-commit.ts";

/** What this program makes of the catalog at a commit; no compilation if there was none, or why that is unknown. */
export type Base = { readonly compilation?: Compilation } | { readonly problem: string };

/**
 * Compiles a catalog as it was at a commit. No file of the checkout is read or written: git prints what was committed.
 * @param shown name of the catalog at the commit, for findings
 */
export function compileBase(at: CatalogCommit, shown: string, settings: Pick<CompileInput, "today">): Base {
  const entries = listCommit(at);
  if (typeof entries === "string") return { problem: entries };
  if (!holdsCatalog(at, entries)) return {};
  const submodule = at.file === undefined ? findSubmodule(entries) : undefined;
  if (submodule !== undefined)
    return { problem: `${shown} has the submodule ${submodule}, whose files are in another repository` };
  let isWhole = true;
  const read = (report: Report): CatalogFiles => {
    const files = readCommit(at, entries, shown, report);
    isWhole = files !== undefined;
    return files ?? { sources: [], read: () => ({ problem: "does not exist" }) };
  };
  const compilation = compile({ ...settings, read });
  return isWhole ? { compilation } : { problem: missingObject(at.commit) };
}

function holdsCatalog({ file }: CatalogCommit, entries: ReadonlyMap<string, CommitEntry>): boolean {
  return file === undefined ? [...entries.keys()].some((path) => isYaml(path) && !isHidden(path)) : entries.has(file);
}

/** A submodule that could be a part of the catalog. */
function findSubmodule(entries: ReadonlyMap<string, CommitEntry>): string | undefined {
  return [...entries].find(([path, { kind }]) => kind === "submodule" && !isHidden(path))?.[0];
}

/** Hidden files and folders are never part of a catalog. */
function isHidden(path: string): boolean {
  return path.split("/").some((name) => name.startsWith("."));
}
