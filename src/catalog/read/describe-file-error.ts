/** Stands in a name for bytes that are no text; where there is no file of that name, its own is none. */
const NOT_TEXT = "\ufffd";

/** The system's word for what went wrong with a file or folder, without its call and path. */
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
