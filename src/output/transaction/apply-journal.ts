import { join } from "node:path";
import { createFolder } from "../disk/create-file.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { ABSENT, FOLDER, surveyOf } from "../disk/survey.ts";
import { hasCode, namePath } from "../disk/system-error.ts";
import { foldersOf } from "../tree/safe-path.ts";
import type { Journal } from "./journal.ts";
import type { WorkPaths } from "./work-folder.ts";

/**
 * Makes the changes of a journal and removes it. Each step may have been done already.
 * @throws system errors; then call `undoJournal`
 */
export function applyJournal(work: WorkPaths, journal: Journal, files: Files): void {
  const { out } = work;
  // A new link may replace a folder: its target is not what the folder contained.
  const survey = surveyOf(out, files);
  const isThere = (place: string): boolean => survey.obstacle(place) === undefined;
  for (const { place, will } of journal.changes) if (will === ABSENT && isThere(place)) unlink(join(out, place), files);
  for (const folder of journal.vacate)
    if (isThere(folder)) removeFolder(join(out, folder), files, ["ENOENT", "ENOTDIR"]);
  for (const folder of journal.create) ensureFolder(join(out, folder), files);
  journal.changes.forEach(({ place, will }, number) => {
    if (will !== ABSENT) move(join(work.stage, String(number)), join(out, place), files);
  });
  for (const folder of journal.prune) {
    // The tree is complete now: a folder that is not empty, or that we may not remove, can stay.
    removeFolder(join(out, folder), files, ["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST", "EACCES", "EPERM", "EBUSY"]);
  }
  unlink(work.journal, files);
}

/**
 * Restores the state before the journal and removes it. Each step may have been done already. The journal's new name
 * records that completing is no longer possible, because staged files are lost while undoing.
 * @throws system errors; then the next command tries again
 */
export function undoJournal(work: WorkPaths, journal: Journal, files: Files): void {
  const { out } = work;
  if (lookAt(work.journal, files) !== undefined) files.renameSync(work.journal, work.rollback);
  const numbered = journal.changes.map((change, number) => ({ ...change, number: String(number) }));
  for (const { place, was, will, number } of numbered.toReversed()) {
    const isMade = will !== ABSENT && lookAt(join(work.stage, number), files) === undefined;
    if (!isMade) continue;
    if (was === ABSENT || was === FOLDER) unlink(join(out, place), files);
    else move(join(work.undo, number), join(out, place), files);
  }
  for (const folder of journal.create.toReversed())
    removeFolder(join(out, folder), files, ["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST"]);
  for (const folder of journal.vacate.toReversed()) restoreFolder(join(out, folder), files);
  for (const { place, will, number } of numbered) {
    if (will !== ABSENT || lookAt(join(out, place), files) !== undefined) continue;
    for (const folder of foldersOf(place)) restoreFolder(join(out, folder), files);
    move(join(work.undo, number), join(out, place), files);
  }
  unlink(work.rollback, files);
}

function unlink(path: string, files: Files): void {
  try {
    files.unlinkSync(path);
  } catch (error) {
    // A folder for new files may be where an old file was.
    if (!hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) throw error;
  }
}

/** Does nothing if the file has already been moved. */
function move(from: string, to: string, files: Files): void {
  try {
    files.renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, "ENOENT") || lookAt(from, files) !== undefined) throw namePath(error, to);
  }
}

function removeFolder(path: string, files: Files, fine: readonly string[]): void {
  try {
    files.rmdirSync(path);
  } catch (error) {
    if (!hasCode(error, ...fine)) throw error;
  }
}

/** Sets the mode even if the folder exists: the process that created it may have been killed before that. */
function ensureFolder(path: string, files: Files): void {
  if (lookAt(path, files)?.isDirectory() === true) files.chmodSync(path, 0o755);
  else createFolder(path, files);
}

function restoreFolder(path: string, files: Files): void {
  if (lookAt(path, files) === undefined) createFolder(path, files);
}
