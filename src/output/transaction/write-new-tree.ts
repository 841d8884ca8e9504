import { join } from "node:path";
import { createContent, createFolder } from "../disk/create-file.ts";
import { unwritable } from "../disk/system-error.ts";
import type { Plan } from "./plan.ts";
import type { Settling } from "./settle.ts";
import type { WorkPaths } from "./work-folder.ts";
import { tidy } from "./write-changes.ts";

/**
 * Writes a tree where none exists: next to its place, then renamed. A failure is reported, and nothing is left behind.
 * @returns false if it failed
 */
export function writeNewTree(work: WorkPaths, plan: Plan, { shown, report, files }: Settling): boolean {
  try {
    createFolder(work.tree, files);
    for (const folder of plan.create) createFolder(join(work.tree, folder), files);
    for (const { place, wanted } of plan.changes) {
      if (wanted === undefined) continue;
      const { content, mode } = wanted;
      createContent(join(work.tree, place), content, mode, files, join(shown, place));
    }
    files.renameSync(work.tree, work.out);
    return true;
  } catch (error) {
    tidy(work, files);
    report(unwritable(error, shown, "nothing was written"));
    return false;
  }
}
