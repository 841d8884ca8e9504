import { basename, dirname, join } from "node:path";
import { WORK_FOLDER } from "../../contract/root-names.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";

/** Where the parts of a transaction stand in the folder that it works in. */
export interface WorkPaths {
  readonly folder: string;
  /** The output folder. */
  readonly out: string;
  /** A new tree, to be renamed as a whole. */
  readonly tree: string;
  /** New contents, by number of change. */
  readonly stage: string;
  /** What stood there before, by number of change. */
  readonly undo: string;
  readonly draft: string;
  /** Stands while the changes are being made. */
  readonly journal: string;
  /** The journal under another name: stands while the changes are being undone. */
  readonly rollback: string;
}

/** Inside an output folder that exists: on the same file system, and there is leave to write. */
export function workInside(out: string): WorkPaths {
  return workPaths(out, join(out, WORK_FOLDER));
}

/** Beside an output folder that does not exist yet. */
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

/** Removes what a transaction no longer needs, once its journal is gone. Says whether there was anything. */
export function clearWork(work: WorkPaths, files: Files): boolean {
  return [work.tree, work.stage, work.undo, work.draft].map((path) => removeAll(path, files)).includes(true);
}

/** Removes whatever stands at a path, through no link; false where nothing does. */
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
