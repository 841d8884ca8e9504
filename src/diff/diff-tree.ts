import fs from "node:fs";
import { join, resolve } from "node:path";
import { compareText } from "../contract/compare-text.ts";
import type { Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { PreparedGenerator } from "../contract/generator.ts";
import { MANIFEST } from "../contract/root-names.ts";
import type { Subject } from "../contract/subject.ts";
import { lookAtOutput } from "../output/disk/output-folder.ts";
import { unwritable } from "../output/disk/system-error.ts";
import type { Manifest } from "../output/manifest/manifest.ts";
import { readManifest } from "../output/manifest/read-manifest.ts";
import { workInside } from "../output/transaction/work-folder.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import type { Comparison } from "../words/comparison.ts";
import type { Effects } from "../words/effects.ts";
import type { Change } from "../words/fold-sentences.ts";
import type { GuardLimits } from "../words/guard.ts";
import type { Sentence } from "../words/sentence.ts";
import { type Words, wordsOf } from "../words/words-of.ts";
import { compareSubjects } from "./compare-subjects.ts";
import { diffFiles, type FileDiff } from "./diff-files.ts";
import { diffNeeds } from "./diff-needs.ts";
import { diffNodes, type NodeChanges } from "./diff-nodes.ts";
import { builtTree, NO_TREE, type OldTree, outputTree, writtenTree } from "./old-tree.ts";

/** What the new tree promises: what a compilation without errors has. */
export interface Promised {
  readonly fleet?: Fleet;
  readonly subjects?: readonly Subject[];
  readonly prepared: readonly PreparedGenerator[];
}

/** What building a tree would change. */
export interface TreeDiff {
  /** What changes for people; undefined if the old tree's claims cannot be read. */
  readonly changes?: readonly Change[];
  /** What can be counted of it. */
  readonly effects?: Effects;
  /** The most that it may do without being acknowledged. */
  readonly limits?: GuardLimits;
  /** What both trees promise, for views that need more than sentences; undefined if the old tree's claims cannot be read. */
  readonly promises?: Comparison;
  readonly files: readonly FileDiff[];
  readonly nodes: NodeChanges;
  /** Whether there is no old tree. */
  readonly isNew: boolean;
  /** Whether a build was killed in the old tree's folder, which may therefore be half old and half new. */
  readonly isInterrupted: boolean;
}

/** Whether a build would change anything that matters, or stop; the source map only matters if somebody edited it. */
export function isDifferent({ changes, files }: TreeDiff): boolean {
  return files.length > 0 || (changes ?? []).length > 0;
}

/**
 * Compares a tree with the one in the folder that it would be written to. Writes nothing, and reads nothing through links.
 * @param out as the user wrote it
 * @returns undefined if a finding (`output/…`) says why the folder cannot be compared
 */
export function diffTree(out: string, tree: Tree, promised: Promised, report: Report): TreeDiff | undefined {
  const path = resolve(out);
  return reading(out, report, () => {
    const standing = lookAtOutput(path, out, report, fs);
    if (standing === undefined) return undefined;
    if (standing === "absent" || fs.readdirSync(path).length === 0) return compare(NO_TREE, tree, promised);
    const manifest = readLast(path, out, report);
    return manifest && { ...compare(outputTree(path, manifest), tree, promised), isInterrupted: wasInterrupted(path) };
  });
}

/**
 * Compares a tree with one that a build wrote anywhere, such as into another checkout's output folder: its files as they
 * are, whoever wrote them. Writes nothing, and reads nothing through links inside the folder.
 * @param folder as the user wrote it
 * @returns undefined if a finding (`output/…`) says why the folder cannot be compared
 */
export function diffAgainst(folder: string, tree: Tree, promised: Promised, report: Report): TreeDiff | undefined {
  const path = resolve(folder);
  return reading(folder, report, () => {
    const manifest = readLast(path, folder, report);
    return manifest && { ...compare(writtenTree(path, manifest), tree, promised), isInterrupted: wasInterrupted(path) };
  });
}

/** Compares two trees in memory. Without an old one, everything is new. */
export function diffTrees(before: Tree | undefined, after: Tree, promised: Promised): TreeDiff {
  return compare(before === undefined ? NO_TREE : builtTree(before), after, promised);
}

function compare(old: OldTree, tree: Tree, promised: Promised): TreeDiff {
  const words = wordsFrom(old.claims, promised, diffNeeds(old.manifest, tree));
  const files = diffFiles(old, tree).sort(
    (a, b) => compareText(a.path, b.path) || compareText(a.nodes[0] ?? "", b.nodes[0] ?? ""),
  );
  return {
    ...words,
    files,
    nodes: diffNodes(old.manifest, tree, files),
    isNew: old.manifest === undefined,
    isInterrupted: false,
  };
}

function wordsFrom(
  oldClaims: string | undefined,
  { fleet, subjects = [], prepared }: Promised,
  needs: readonly Sentence[],
): (Words & { readonly promises: Comparison }) | undefined {
  const promises = oldClaims === undefined ? undefined : compareSubjects(oldClaims, subjects);
  if (promises === undefined || fleet === undefined) return undefined;
  const wordings = prepared.flatMap(({ generator }) => generator.wordings ?? []);
  return { ...wordsOf(promises, fleet, wordings, needs), promises };
}

/** Reports system errors, such as a folder that cannot be read. */
function reading<Result>(shown: string, report: Report, work: () => Result | undefined): Result | undefined {
  try {
    return work();
  } catch (error) {
    report(unwritable(error, shown, "nothing was compared"));
    return undefined;
  }
}

function wasInterrupted(path: string): boolean {
  const { journal, rollback } = workInside(path);
  return [journal, rollback].some((name) => fs.existsSync(name));
}

function readLast(path: string, shown: string, report: Report): Manifest | undefined {
  const last = readManifest(path);
  if (last.kind === "manifest") return last.manifest;
  report(
    last.kind === "corrupt"
      ? {
          code: "output/corrupt-manifest",
          message: `${join(shown, MANIFEST)} ${last.why}`,
          help: "restore it, or build again",
        }
      : {
          code: "output/not-ours",
          message: fs.existsSync(path) ? `${shown} has no ${MANIFEST} of intentlb` : `${shown} does not exist`,
          help: "give the output folder of a build",
        },
  );
  return undefined;
}
