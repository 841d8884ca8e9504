import { constants, type Stats } from "node:fs";
import type { Files } from "./files.ts";
import { hasCode, namePath } from "./system-error.ts";

/**
 * Reads a whole regular file, without following a link in the last component. Anything else at the path is "other".
 * @throws system errors other than absence
 */
export function readRegular(path: string, files: Files): Buffer | "absent" | "other" {
  const stat = lookAt(path, files);
  if (stat === undefined) return "absent";
  return stat.isFile() ? readFile(path, stat.size, files) : "other";
}

/** What exists at a path itself, links not followed; undefined if nothing does, or if a component is not a folder. */
export function lookAt(path: string, files: Files): Stats | undefined {
  try {
    return files.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** Reads a regular file of the size just seen. Opening it neither follows a link nor waits for a writer of a pipe. */
export function readFile(path: string, size: number, files: Files): Buffer {
  const fd = files.openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const count = files.readSync(fd, bytes, length, size - length, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw namePath(error, path);
  } finally {
    files.closeSync(fd);
  }
}
