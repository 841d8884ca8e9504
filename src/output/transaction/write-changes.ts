import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { isSystemError, unwritable } from "../disk/system-error.ts";
import { applyJournal, undoJournal } from "./apply-journal.ts";
import { makeJournal } from "./journal.ts";
import type { Plan } from "./plan.ts";
import type { Settling } from "./settle.ts";
import { stageChanges } from "./stage-changes.ts";
import { clearWork, type WorkPaths } from "./work-folder.ts";

/**
 * Makes the changes of a plan in an existing tree. A failure is reported, and everything restored.
 * @returns false if it failed
 */
export function writeChanges(work: WorkPaths, plan: Plan, { shown, report, files }: Settling): boolean {
  if (plan.changes.length === 0) return true;
  try {
    applyJournal(work, stageChanges(work, plan, files), files);
  } catch (error) {
    const isBack = putBack(work, plan, files);
    report(unwritable(error, shown, isBack ? "nothing was changed" : "the next command will complete or undo it"));
    return false;
  }
  tidy(work, files);
  return true;
}

function putBack(work: WorkPaths, plan: Plan, files: Files): boolean {
  try {
    const isBegun = [work.journal, work.rollback].some((path) => lookAt(path, files) !== undefined);
    if (isBegun) undoJournal(work, makeJournal(plan), files);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
  tidy(work, files);
  return true;
}

/** What cannot be removed now is removed by the next command. */
export function tidy(work: WorkPaths, files: Files): void {
  try {
    clearWork(work, files);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
