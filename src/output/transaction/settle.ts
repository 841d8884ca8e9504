import { join } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "../disk/files.ts";
import { lookAt, readRegular } from "../disk/read-regular.ts";
import { isSystemError } from "../disk/system-error.ts";
import { applyJournal, undoJournal } from "./apply-journal.ts";
import { type Journal, parseJournal } from "./journal.ts";
import { type JournalVerdict, judgeJournal } from "./judge-journal.ts";
import { clearWork, type WorkPaths } from "./work-folder.ts";

export interface Settling {
  /** The output folder's name in findings. */
  readonly shown: string;
  readonly force: boolean;
  readonly report: Report;
  readonly files: Files;
}

/**
 * Completes or undoes what a killed build left in a work folder whose lock we hold. If it is killed as well, it is
 * simply called again.
 * @returns false if a finding prevents it
 * @throws system errors
 */
export function settle(work: WorkPaths, settling: Settling): boolean {
  const { shown, force, report, files } = settling;
  const isUndoing = lookAt(work.rollback, files) !== undefined;
  const path = isUndoing ? work.rollback : work.journal;
  const bytes = readRegular(path, files);
  if (bytes === "absent") {
    if (clearWork(work, files)) recovered(settling, "files staged by an interrupted build were removed");
    return true;
  }
  const journal = bytes === "other" ? undefined : parseJournal(bytes.toString());
  const verdict = journal === undefined ? undefined : judgeJournal(work, journal, files);
  if (journal === undefined || verdict === undefined || verdict.isForged) {
    report({
      code: "output/damaged",
      message: `${path}, the journal of an interrupted build of ${shown}, has changed`,
      help: "delete the output folder and build again, or build with --force to ignore the journal",
    });
    if (!force) return false;
    files.unlinkSync(path);
    clearWork(work, files);
    return true;
  }
  if (!isClear(verdict, isUndoing, settling)) return false;
  const outcome = completeOrUndo(work, journal, verdict.canComplete && !isUndoing, files);
  clearWork(work, files);
  recovered(settling, `an interrupted build was ${outcome}`);
  return true;
}

/** Reports what prevents continuing; force may discard what would be lost by it. */
function isClear(verdict: JournalVerdict, isUndoing: boolean, { shown, force, report }: Settling): boolean {
  for (const link of verdict.links) {
    report({
      code: "output/link-in-the-way",
      message: `${join(shown, link)} became a symbolic link while a build was interrupted`,
      help: "replace the link by the folder that was there",
    });
  }
  for (const place of force ? [] : verdict.strange) {
    report({
      code: "output/hand-edited",
      message: `${join(shown, place)} was changed while a build was interrupted: it is neither the old file nor the new one`,
      help: "move it away, or build with --force to overwrite it",
    });
  }
  const isStuck = !verdict.canUndo && (isUndoing || !verdict.canComplete) && verdict.strange.length === 0 && !force;
  if (isStuck) {
    report({
      code: "output/damaged",
      message: `${shown}: an interrupted build can be neither completed nor undone, because parts of it are lost`,
      help: "delete the output folder and build again, or build with --force",
    });
  }
  return verdict.links.length === 0 && (force || verdict.strange.length === 0) && !isStuck;
}

/**
 * Makes the changes, or undoes them if they cannot be made.
 * @throws system errors if even that fails
 */
function completeOrUndo(work: WorkPaths, journal: Journal, canComplete: boolean, files: Files): string {
  if (canComplete) {
    try {
      applyJournal(work, journal, files);
      return "completed";
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }
  undoJournal(work, journal, files);
  return "undone";
}

function recovered({ shown, report }: Settling, what: string): void {
  report({ code: "output/recovered", message: `${shown}: ${what}` });
}
