import { ALL_CODES } from "../../codes.ts";
import { collectFindings } from "../../diagnostics/collect-findings.ts";
import { diffAgainst, diffTree, diffTrees, type Promised, type TreeDiff } from "../../diff/diff-tree.ts";
import { layOutTree } from "../../lay-out-tree.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import { compileBase } from "../base/compile-base.ts";
import { type CatalogCommit, findCommit } from "../base/find-commit.ts";
import type { ReadOptions } from "../commands/common-options.ts";
import { DIFF_EXIT } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { type ComparedWith, nameOf, shortName } from "../report/diff/compared-with.ts";
import { formatFindings } from "../report/format-findings.ts";
import { printFindings } from "../report/print-findings.ts";
import { type ShowPath, showPathFrom } from "../report/show-path.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withProgress } from "../terminal/with-progress.ts";

/** What a tree was compared with, and the result. */
export interface Comparison {
  readonly compared: ComparedWith;
  readonly diff: TreeDiff;
}

/** What to compare with: the output folder, unless another tree or a commit is given. */
interface CompareOptions extends ReadOptions {
  readonly out: string;
  readonly against?: string;
  readonly base?: string;
}

/**
 * Compares the tree of a catalog with another one.
 * @returns undefined if that is impossible; standard error says why
 */
export function compareTree(
  catalog: string,
  tree: Tree,
  promised: Promised,
  options: CompareOptions,
): Comparison | undefined {
  const { out, against, base } = options;
  if (base !== undefined) return compareWithBase(catalog, base, tree, promised, options);
  if (against !== undefined) return compareWithFolder(catalog, { kind: "tree", folder: against }, tree, promised);
  return compareWithFolder(catalog, { kind: "output", folder: out }, tree, promised);
}

function compareWithFolder(
  catalog: string,
  compared: Extract<ComparedWith, { readonly folder: string }>,
  tree: Tree,
  promised: Promised,
): Comparison | undefined {
  const { report, list } = collectFindings(ALL_CODES);
  const compare = compared.kind === "output" ? diffTree : diffAgainst;
  const diff = withProgress(`comparing with ${compared.folder}`, () =>
    compare(compared.folder, tree, promised, report),
  );
  if (diff !== undefined) return { compared, diff };
  printFindings(list(), catalog, "pretty", process.stderr);
  return undefined;
}

/** Compares with what this program makes of the catalog at a commit. */
function compareWithBase(
  catalog: string,
  ref: string,
  tree: Tree,
  promised: Promised,
  { today }: ReadOptions,
): Comparison | undefined {
  const at = findCommit(catalog, ref);
  if (typeof at === "string") return refuse(at);
  const compared: ComparedWith = { kind: "base", ref, commit: at.commit };
  const shown = `${shortName(at.commit)}:${at.folder}`;
  const base = withProgress(`compiling ${nameOf(compared)}`, () => compileBase(at, shown, { today }));
  if ("problem" in base) return refuse(base.problem);
  const { compilation } = base;
  const errors = (compilation?.findings ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    refuse(`the catalog at ${nameOf(compared)} has errors, so it cannot be compared with:`);
    const view = { ...terminalOf(process.stderr, process.env), showPath: showPathAt(at) };
    process.stderr.write(formatFindings(errors, view));
    return undefined;
  }
  const before = compilation && layOutTree(compilation);
  return {
    compared,
    diff: withProgress(`comparing with ${nameOf(compared)}`, () => diffTrees(before, tree, promised)),
  };
}

/** Paths as git writes them, so that `git show` prints the file: `1a2b3c…:loadbalancing/web.yaml`. */
function showPathAt({ commit, folder }: CatalogCommit): ShowPath {
  const show = showPathFrom("/", `/${folder}`);
  return (source) => (source.builtin || source.generated ? show(source) : `${shortName(commit)}:${show(source)}`);
}

function refuse(message: string): undefined {
  fail(message, DIFF_EXIT.error);
  return undefined;
}
