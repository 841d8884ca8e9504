import { basename, dirname, join } from "node:path";
import { WORK_FOLDER } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";

/** Paths of a transaction's parts in its work folder. */
export interface WorkPaths {
  readonly folder: string;
  /** The output folder. */
  readonly out: string;
  /** A new tree, to be renamed as a whole. */
  readonly tree: string;
  /** New contents, by number of change. */
  readonly stage: string;
  /** Old contents, by number of change. */
  readonly undo: string;
  readonly draft: string;
  /** Exists while the changes are being made. */
  readonly journal: string;
  /** The journal under another name: exists while the changes are being undone. */
  readonly rollback: string;
}

/** Inside an existing output folder: on the same file system, and writable. */
export function workInside(out: string): WorkPaths {
  return workPaths(out, join(out, WORK_FOLDER));
}

/** Next to an output folder that does not exist yet. */
export function workBeside(out: string): WorkPaths {
  return workPaths(out, join(dirname(out), `.${basename(out)}${WORK_FOLDER}`));
}

function workPaths(out: string, folder: string): WorkPaths {
  return {
    folder,
    out,
    tree: join(folder, "tree"),
    stage: join(folder, "stage"),
    undo: join(folder, "undo"),
    draft: join(folder, "journal.tmp"),
    journal: join(folder, "journal.json"),
    rollback: join(folder, "rollback.json"),
  };
}

/** Removes what a transaction no longer needs, once its journal is gone. Returns whether there was anything. */
export function clearWork(work: WorkPaths, files: Files): boolean {
  return [work.tree, work.stage, work.undo, work.draft].map((path) => removeAll(path, files)).includes(true);
}

/** Removes anything at a path, without following a link; false if nothing exists. */
function removeAll(path: string, files: Files): boolean {
  const stat = lookAt(path, files);
  if (stat === undefined) return false;
  if (!stat.isDirectory()) {
    files.unlinkSync(path);
    return true;
  }
  for (const entry of files.readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeAll(join(path, entry.name), files);
    else files.unlinkSync(join(path, entry.name));
  }
  files.rmdirSync(path);
  return true;
}
