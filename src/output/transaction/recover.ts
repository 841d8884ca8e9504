import fs from "node:fs";
import { resolve } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { unwritable } from "../disk/system-error.ts";
import { holdWork } from "./hold-work.ts";
import { workBeside, workInside } from "./work-folder.ts";

/**
 * Completes or undoes what a killed build left in or beside an output folder, so that a reader finds a whole tree.
 * To be called by every command that reads one; costs two looks where nothing is left. Never throws for what the
 * folder is like.
 * @param force overwrite files that were edited since the build was killed, and forget a damaged journal
 * @returns false where a finding (`output/…`) stands in the way of reading the tree
 */
export function recover(out: string, report: Report, force = false, files: Files = fs): boolean {
  const path = resolve(out);
  try {
    // Nothing inside a link or a file is ours; writing says so in its own words.
    const isFolder = lookAt(path, files)?.isDirectory() === true;
    const works = isFolder ? [workBeside(path), workInside(path)] : [workBeside(path)];
    const settling = { shown: out, force, report, files };
    return works
      .filter((work) => lookAt(work.folder, files) !== undefined)
      .every((work) => holdWork(work, settling, () => true) === true);
  } catch (error) {
    report(unwritable(error, out, "an interrupted build has not been completed yet"));
    return false;
  }
}
