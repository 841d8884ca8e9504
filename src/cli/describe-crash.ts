import { escapeControls } from "../diagnostics/escape-controls.ts";

/** System errors that a user can fix, in words. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is exceeded",
  EMFILE: "too many open files",
  EEXIST: "it already exists",
  ENOENT: "no such file or folder",
  ENOTDIR: "part of the path is not a folder",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its symbolic links form a loop",
  EIO: "input or output failed",
};

/** A line for a system error, or undefined for any other error. */
export function describeSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const words = SYSTEM_ERRORS[String(error.code)];
  const what =
    error.syscall === "uv_cwd" ? "the current folder" : "path" in error ? String(error.path) : String(error.syscall);
  return words === undefined ? undefined : escapeControls(`${what}: ${words}`);
}

/** A bug: one line, and how to see more. */
export function describeCrash(error: unknown, environment: NodeJS.ProcessEnv): string {
  if (environment["INTENTLB_DEBUG"] === "1" && error instanceof Error)
    return `crashed\n${error.stack ?? error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  return `internal error, a bug in intentlb: ${escapeControls(message)} (INTENTLB_DEBUG=1 shows where)`;
}
