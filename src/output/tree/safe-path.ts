import { WORK_FOLDER } from "../../contract/root-names.ts";

/**
 * Whether a path stays inside the folder that it is joined to: relative, every component a plain name, and not in the
 * folder in which trees are staged.
 */
export function isSafePath(path: string): boolean {
  if (path.includes("\0")) return false;
  const names = path.split("/");
  return names[0] !== WORK_FOLDER && names.every((name) => name !== "" && name !== "." && name !== "..");
}

/**
 * Target of a relative link at a path, seen from the folder that the path is joined to; undefined if it leads out of
 * that folder, or not straight.
 */
export function linkedPath(path: string, target: string): string | undefined {
  const ups = (/^(?:\.\.\/)*/.exec(target)?.[0].length ?? 0) / 3;
  const folders = path.split("/").slice(0, -1);
  if (ups > folders.length) return undefined;
  const led = [...folders.slice(0, folders.length - ups), target.slice(ups * 3)].join("/");
  return isSafePath(led) ? led : undefined;
}

/** Folders on the way to a path, outermost first: `a` and `a/b` for `a/b/c`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) folders.push(path.slice(0, end));
  return folders;
}
