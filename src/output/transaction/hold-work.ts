import type { FindingDraft } from "../../contract/finding.ts";
import type { Files } from "../disk/files.ts";
import { lookAt } from "../disk/read-regular.ts";
import { isSystemError } from "../disk/system-error.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { type Settling, settle } from "./settle.ts";
import type { WorkPaths } from "./work-folder.ts";

/**
 * Takes the lock of a work folder, settles what a killed build left there, does the work, and releases the lock.
 * @returns the result of the work, or undefined if a finding prevents it
 * @throws system errors
 */
export function holdWork<Result>(work: WorkPaths, settling: Settling, body: () => Result): Result | undefined {
  const { shown, report, files } = settling;
  const stat = lookAt(work.folder, files);
  if (stat !== undefined && !stat.isDirectory()) {
    report({
      code: "output/foreign-file",
      message: `${work.folder} is not a folder, but intentlb needs it to stage its files`,
      help: "move it away",
    });
    return undefined;
  }
  const lock = takeLock(work.folder, files);
  if (lock.kind === "taken") {
    report(lockedFinding(shown, lock.by));
    return undefined;
  }
  try {
    const result = settle(work, settling) ? body() : undefined;
    releaseLock(work.folder, lock.path, files);
    return result;
  } catch (error) {
    if (isSystemError(error)) letGo(work, lock.path, files);
    throw error;
  }
}

/** After a failure: the first error is reported, and what cannot be removed now is removed by the next command. */
function letGo(work: WorkPaths, lock: string, files: Files): void {
  try {
    releaseLock(work.folder, lock, files);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

export function lockedFinding(shown: string, by: string): FindingDraft {
  return {
    code: "output/locked",
    message: `another build is writing to ${shown}`,
    help: `wait for it to end; if none is running, for example because it ran on another machine, delete ${by}`,
  };
}
