import fs from "node:fs";
import { resolve } from "node:path";
import { compareText } from "../../contract/compare-text.ts";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "../disk/files.ts";
import { lookAtOutput } from "../disk/output-folder.ts";
import { lookAt } from "../disk/read-regular.ts";
import { unwritable } from "../disk/system-error.ts";
import { digestOf } from "../manifest/digest.ts";
import type { Tree } from "../tree/build-tree.ts";
import { holdWork, lockedFinding } from "./hold-work.ts";
import { findLivingLock } from "./lock.ts";
import type { Plan } from "./plan.ts";
import { planTree } from "./plan-tree.ts";
import { recover } from "./recover.ts";
import { workBeside, workInside } from "./work-folder.ts";
import { writeChanges } from "./write-changes.ts";
import { writeNewTree } from "./write-new-tree.ts";

export interface WriteOptions {
  /** Only write these nodes' files; those of others, and their entries in the manifest, stay unchanged. */
  readonly nodes?: ReadonlySet<string>;
  /** Decide everything, write nothing; a build that was killed earlier is still completed or undone. */
  readonly dryRun?: boolean;
  /** Overwrite and delete files that were edited by hand, and overwrite foreign ones. */
  readonly force?: boolean;
  /** Write only if the whole tree has this digest. */
  readonly expect?: string;
}

/** What was (in a dry run: would be) done to which files: paths in the output folder, sorted, including the manifest. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes a tree to its output folder as one transaction: if the program is killed, runs out of space or loses power, the
 * tree is the old or the new one once the next command has run. A new folder is staged next to its place and renamed; in
 * an existing one, changed files are staged inside, journalled and renamed one by one, the manifest last. Files that are
 * already right keep their times. Only files that the last manifest lists are deleted, and none through a link.
 * @param out as the user wrote it; findings use this form
 * @returns undefined if a finding (`output/…`) prevented writing; all of them are reported, and the tree is unchanged
 */
export function writeTree(
  out: string,
  tree: Tree,
  options: WriteOptions,
  report: Report,
  files: Files = fs,
): WriteResult | undefined {
  if (options.expect !== undefined && !isExpected(tree, options.expect, report)) return undefined;
  if (!recover(out, report, options.force, files)) return undefined;
  try {
    return write(out, tree, options, report, files);
  } catch (error) {
    report(unwritable(error, out));
    return undefined;
  }
}

function write(out: string, tree: Tree, options: WriteOptions, report: Report, files: Files): WriteResult | undefined {
  const path = resolve(out);
  const standing = lookAtOutput(path, out, report, files);
  if (standing === undefined) return undefined;
  const work = standing === "absent" ? workBeside(path) : workInside(path);
  const plan = () => planTree(tree, { out: path, shown: out, options, report, files });

  if (options.dryRun === true) {
    const busy = lookAt(work.folder, files) === undefined ? undefined : findLivingLock(work.folder, files);
    if (busy === undefined) return toResult(plan());
    report(lockedFinding(out, busy));
    return undefined;
  }
  const settling = { shown: out, force: options.force === true, report, files };
  return holdWork(work, settling, () => {
    if (standing === "absent" && lookAt(path, files) !== undefined) {
      report({ code: "output/locked", message: `another build has just written ${out}`, help: "build again" });
      return undefined;
    }
    const planned = plan();
    if (planned === undefined) return undefined;
    const write = standing === "absent" ? writeNewTree : writeChanges;
    return write(work, planned, settling) ? toResult(planned) : undefined;
  });
}

function isExpected(tree: Tree, expected: string, report: Report): boolean {
  const digest = digestOf(tree);
  if (digest === expected) return true;
  report({
    code: "output/unexpected",
    message: "the tree to write is not the one with the expected digest",
    notes: [{ message: `expected ${expected}` }, { message: `would write ${digest}` }],
    help: "compare again: what differs has changed since the digest was printed; then pass the new digest",
  });
  return false;
}

function toResult(plan: Plan | undefined): WriteResult | undefined {
  if (plan === undefined) return undefined;
  const written = plan.changes.filter(({ wanted }) => wanted !== undefined).map(({ place }) => place);
  const removed = plan.changes.filter(({ wanted }) => wanted === undefined).map(({ place }) => place);
  return {
    written: written.sort(compareText),
    unchanged: plan.unchanged.toSorted(compareText),
    removed: removed.sort(compareText),
  };
}
