import type { FindingDraft } from "../../contract/finding.ts";

/** Whether a failure comes from the operating system, and is not a bug of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && error.code !== undefined && codes.includes(error.code);
}

/** Adds the path of a failed operation, if the error only has a descriptor or a staged file. */
export function namePath(error: unknown, path: string): unknown {
  if (isSystemError(error)) error.path = path;
  return error;
}

const CAUSES: Readonly<Record<string, readonly [what: string, help: string]>> = {
  EACCES: ["permission denied", "build as the owner of the output folder, or give this user write permission"],
  EPERM: ["operation not permitted", "build as the owner of the output folder, or give this user write permission"],
  EROFS: ["the file system is read-only", "use an output folder on a writable file system"],
  ENOSPC: ["no space left on the disk", "free some space and build again"],
  EDQUOT: ["disk quota exceeded", "free some space and build again"],
  ENOENT: ["no such file or folder", "create the parent folder of the output folder"],
  ENOTDIR: ["not a folder", "use an output folder inside a folder"],
  ENAMETOOLONG: ["the name is too long", "use an output folder with a shorter path"],
  EXDEV: ["another file system is mounted inside the output folder", "use an output folder on one file system"],
};

/** The finding for a failed operation on the output folder, or the error itself if it is a bug. */
export function unwritable(error: unknown, out: string, outcome = "nothing was changed"): FindingDraft {
  if (!isSystemError(error)) throw error;
  const [what, help] = CAUSES[error.code ?? ""] ?? [error.message, "remove the cause and build again"];
  return {
    code: "output/unwritable",
    message: `${error.path ?? out}: ${what} (${error.syscall ?? "?"}); ${outcome}`,
    help,
  };
}
