import { constants } from "node:fs";
import { dirname, join } from "node:path";
import { createContent, createFile } from "../disk/create-file.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { ABSENT, FOLDER } from "../disk/survey.ts";
import { hasCode, namePath } from "../disk/system-error.ts";
import { type Journal, makeJournal, printJournal } from "./journal.ts";
import type { Change, Plan } from "./plan.ts";
import type { WorkPaths } from "./work-folder.ts";

/**
 * Writes all new files to the work folder, keeps what they will replace, and then writes the journal: from that moment
 * the changes will be made, by us or by the next command. Until then nothing in the tree is touched. The journal is on
 * the disk before any change. New files need not be: if the machine loses power, their hashes show it, and the old
 * files are put back.
 * @throws system errors
 */
export function stageChanges(work: WorkPaths, plan: Plan, files: Files): Journal {
  files.mkdirSync(work.stage, { mode: 0o700 });
  files.mkdirSync(work.undo, { mode: 0o700 });
  plan.changes.forEach((change, number) => {
    const path = join(work.out, change.place);
    if (change.wanted !== undefined) {
      createContent(join(work.stage, String(number)), change.wanted.content, change.wanted.mode, files, path);
    }
    keepOld(path, join(work.undo, String(number)), change, files);
  });
  const journal = makeJournal(plan);
  createFile(work.draft, Buffer.from(printJournal(journal)), 0o600, files, work.journal, true);
  files.renameSync(work.draft, work.journal);
  syncFolder(work.folder, files);
  syncFolder(dirname(work.folder), files);
  return journal;
}

/** A hard link costs no space and keeps times; if it is not allowed, as for another user's file, a copy is made. */
function keepOld(path: string, undo: string, change: Change, files: Files): void {
  if (change.was === ABSENT || change.was === FOLDER) return;
  try {
    files.linkSync(path, undo);
  } catch (error) {
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw namePath(error, path);
    if (lookAt(path, files)?.isSymbolicLink()) files.symlinkSync(files.readlinkSync(path, "buffer"), undo);
    else files.copyFileSync(path, undo, constants.COPYFILE_EXCL);
  }
}

function syncFolder(path: string, files: Files): void {
  const fd = files.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  files.fsyncSync(fd);
  files.closeSync(fd);
}
