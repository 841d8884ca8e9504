import fs from "node:fs";
import { resolve } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { unwritable } from "../disk/system-error.ts";
import { holdWork } from "./hold-work.ts";
import { workBeside, workInside } from "./work-folder.ts";

/**
 * Completes or undoes what a killed build left in or next to an output folder, so readers find a complete tree. Every
 * command that reads one must call it; it costs two look-ups if nothing is left. Never throws because of the folder's
 * content.
 * @param force overwrite files that were edited since the build was killed, and discard a damaged journal
 * @returns false if a finding (`output/…`) prevents reading the tree
 */
export function recover(out: string, report: Report, force = false, files: Files = fs): boolean {
  const path = resolve(out);
  try {
    // Nothing inside a link or a file is ours; writing reports that itself.
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
