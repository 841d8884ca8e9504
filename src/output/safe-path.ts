/** Hidden folder inside an existing tree in which the next one is staged. */
export const WORK_FOLDER = ".intentlb";

/**
 * Whether a path stays inside the folder that it is joined to: relative, every component a plain name, and not into
 * the folder in which trees are staged.
 */
export function isSafePath(path: string): boolean {
  if (path.includes("\0")) return false;
  const names = path.split("/");
  return names[0] !== WORK_FOLDER && names.every((name) => name !== "" && name !== "." && name !== "..");
}

/** Folders on the way to a path, outermost first: `a` and `a/b` for `a/b/c`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) folders.push(path.slice(0, end));
  return folders;
}
