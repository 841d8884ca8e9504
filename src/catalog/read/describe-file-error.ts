/** Replaces bytes in a name that are not valid text; if no file of that name exists, the real name is not valid text. */
const NOT_TEXT = "\ufffd";

/** The system's message for a failed file operation, without its call and path. */
export function describeFileError(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT" && path.includes(NOT_TEXT)) return "its name is not UTF-8; rename it";
  const words: Record<string, string> = {
    ENOENT: "it does not exist",
    EACCES: "permission denied",
    EPERM: "permission denied",
    ELOOP: "its symbolic links form a loop",
    ENOTDIR: "part of the path is not a folder",
    ENAMETOOLONG: "the name is too long",
  };
  return words[code] ?? code;
}
