import { constants } from "node:fs";
import type { Content } from "../tree/content.ts";
import type { Files } from "./files.ts";
import { namePath } from "./system-error.ts";

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Writes a new file with exactly this mode, whatever the umask, and never wider for a moment.
 * @param shown path for errors, if the file is only staged
 * @param durable wait until it is on the disk
 * @throws system errors
 */
export function createFile(
  path: string,
  bytes: Uint8Array,
  mode: number,
  files: Files,
  shown = path,
  durable = false,
): void {
  try {
    const fd = files.openSync(path, FLAGS, mode);
    try {
      for (let at = 0; at < bytes.length; ) at += files.writeSync(fd, bytes, at, bytes.length - at);
      files.fchmodSync(fd, mode);
      if (durable) files.fsyncSync(fd);
    } finally {
      files.closeSync(fd);
    }
  } catch (error) {
    throw namePath(error, shown);
  }
}

/**
 * Creates a file with exactly this mode, or a link, where nothing exists.
 * @param shown as for `createFile`
 * @throws system errors
 */
export function createContent(path: string, content: Content, mode: number, files: Files, shown: string): void {
  if (content.isLink === undefined) {
    createFile(path, content.bytes, mode, files, shown);
    return;
  }
  try {
    files.symlinkSync(content.bytes, path);
  } catch (error) {
    throw namePath(error, shown);
  }
}

/** Creates a folder of the tree, with mode 0755 whatever the umask. */
export function createFolder(path: string, files: Files): void {
  files.mkdirSync(path, { mode: 0o755 });
  files.chmodSync(path, 0o755);
}
