import fs from "node:fs";
import { join, resolve } from "node:path";
import { compareText } from "../contract/compare-text.ts";
import type { Report } from "../contract/finding.ts";
import { CLAIMS, MANIFEST } from "../contract/root-names.ts";
import { lookAtOutput } from "../output/disk/output-folder.ts";
import { readRegular } from "../output/disk/read-regular.ts";
import { unwritable } from "../output/disk/system-error.ts";
import type { Manifest } from "../output/manifest/manifest.ts";
import { readManifest } from "../output/manifest/read-manifest.ts";
import { workInside } from "../output/transaction/work-folder.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { diffClaims } from "./diff-claims.ts";
import { diffFiles, type FileDiff } from "./diff-files.ts";
import { diffNeeds } from "./diff-needs.ts";
import { mergeChanges } from "./merge-changes.ts";
import type { PromiseChange } from "./promise-change.ts";

/** What building a tree would change. */
export interface TreeDiff {
  /** Effect of the change; undefined if the old tree's claims cannot be read. */
  readonly promises?: readonly PromiseChange[];
  readonly files: readonly FileDiff[];
  /** Whether there is no tree yet. */
  readonly isNew: boolean;
  /** Whether a build was killed in the folder, which may therefore be half old and half new. */
  readonly isInterrupted: boolean;
}

/**
 * Compares a tree with the one in a folder. Writes nothing, and reads nothing through links.
 * @param out as the user wrote it
 * @returns undefined if a finding (`output/…`) says why the folder cannot be compared
 */
export function diffTree(out: string, tree: Tree, report: Report): TreeDiff | undefined {
  const path = resolve(out);
  try {
    const standing = lookAtOutput(path, out, report, fs);
    if (standing === undefined) return undefined;
    const isNew = standing === "absent" || fs.readdirSync(path).length === 0;
    const manifest = isNew ? undefined : readLast(path, out, report);
    if (!isNew && manifest === undefined) return undefined;
    const work = workInside(path);
    const promises = diffClaims(isNew ? "" : readOldClaims(path), tree);
    const needs = diffNeeds(manifest, tree);
    return {
      ...(promises === undefined ? {} : { promises: mergeChanges([...promises, ...needs]) }),
      files: diffFiles(path, tree, manifest).sort(
        (a, b) => compareText(a.path, b.path) || compareText(a.nodes[0] ?? "", b.nodes[0] ?? ""),
      ),
      isNew,
      isInterrupted: [work.journal, work.rollback].some((journal) => fs.existsSync(journal)),
    };
  } catch (error) {
    report(unwritable(error, out, "nothing was compared"));
    return undefined;
  }
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
          message: `${shown} has no ${MANIFEST} of intentlb`,
          help: "give the output folder of a build",
        },
  );
  return undefined;
}

function readOldClaims(path: string): string | undefined {
  const bytes = readRegular(join(path, CLAIMS), fs);
  return typeof bytes === "string" ? undefined : bytes.toString();
}
