import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Folders of daemons; the search path of a plain user has no `sbin`. */
const SYSTEM = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * Search path for programs of the system.
 * @param path the environment's `PATH`
 */
export function searchPath(path: string | undefined): string {
  return [...(path === undefined || path === "" ? ["/usr/bin", "/bin"] : [path]), ...SYSTEM].join(delimiter);
}

/** Absolute path of a program, or undefined if it is not installed. Its name may be such a path. */
export function findProgram(name: string, path: string): string | undefined {
  if (isAbsolute(name)) return isProgram(name) ? name : undefined;
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
