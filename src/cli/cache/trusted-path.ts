import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../starter/make-folder.ts";

/** As many links as the kernel follows on one path. */
const MOST_LINKS = 40;

/** Bits of a mode that let others than the owner write. */
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * The folder that a path really leads to, if it is our own and nobody else (root aside) could have put anything there or
 * could put another folder in its place: it belongs to us and only we may write to it, and the same holds, with root as
 * another owner, for all folders and links on the way. Folders in which everybody may write but nobody may remove what
 * is another's (`/tmp`) are fine on the way.
 * @returns undefined where it is not there, or not to be trusted
 */
export function trustedFolder(path: string): string | undefined {
  try {
    const way = follow(path);
    return way !== undefined && way.missing.length === 0 && isOurFolder(lstatSync(way.reached))
      ? way.reached
      : undefined;
  } catch {
    // What can't be looked at can't be trusted.
    return undefined;
  }
}

/**
 * `trustedFolder`, made where it is not there. Nothing is made where the way to it is not to be trusted.
 * @throws system errors
 */
export function makeTrustedFolder(path: string): string | undefined {
  const way = follow(path);
  if (way === undefined) return undefined;
  makeFolder(join(way.reached, ...way.missing), 0o700);
  return trustedFolder(path);
}

/**
 * Text of a file of ours that nobody else may write; it is reached through no link.
 * @throws system errors, and where the file is not to be trusted
 */
export function readTrusted(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || !isOurs(stat) || isWritable(stat)) throw new Error(`${path} is not ours`);
    return readFileSync(fd, "utf8");
  } finally {
    closeSync(fd);
  }
}

/**
 * Follows a path as the kernel does, as far as there is something and others could not have laid it.
 * @returns undefined where they could, or where something on the way is no folder
 */
function follow(path: string): { readonly reached: string; readonly missing: readonly string[] } | undefined {
  let open = namesIn(resolve(path));
  let reached = "/";
  let links = 0;
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const next = name === ".." ? dirname(reached) : join(reached, name);
    const stat = lstatSync(next, { throwIfNoEntry: false });
    if (stat === undefined) return { reached, missing: [name, ...open] };
    if (!isOurs(stat) && stat.uid !== 0) return undefined;
    if (stat.isSymbolicLink()) {
      const target = readlinkSync(next);
      if (++links > MOST_LINKS) return undefined;
      if (target.startsWith("/")) reached = "/";
      open = [...namesIn(target), ...open];
      continue;
    }
    if (!stat.isDirectory() || (isWritable(stat) && (stat.mode & STICKY) === 0)) return undefined;
    reached = next;
  }
  return { reached, missing: [] };
}

function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function isOurFolder(stat: Stats): boolean {
  return stat.isDirectory() && isOurs(stat) && !isWritable(stat);
}

function isOurs({ uid }: Stats): boolean {
  return uid === process.geteuid?.();
}

function isWritable({ mode }: Stats): boolean {
  return (mode & OTHERS_WRITE) !== 0;
}
