import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../starter/make-folder.ts";

/** As many links as the kernel follows on one path. */
const MOST_LINKS = 40;

/** Mode bits that allow others than the owner to write. */
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * The real folder at a path, if it is our own and nobody else (except root) could have put anything there or could
 * replace it: it belongs to us and only we may write to it, and the same holds, with root as another possible owner,
 * for all folders and links on the way. Folders on the way in which everybody may write but nobody may remove other
 * users' files (`/tmp`) are fine.
 * @returns undefined if it does not exist or cannot be trusted
 */
export function trustedFolder(path: string): string | undefined {
  try {
    const way = follow(path);
    return way !== undefined && way.missing.length === 0 && isOurFolder(lstatSync(way.reached))
      ? way.reached
      : undefined;
  } catch {
    // What cannot be examined cannot be trusted.
    return undefined;
  }
}

/**
 * `trustedFolder`, created if missing. Nothing is created if the path to it cannot be trusted.
 * @throws system errors
 */
export function makeTrustedFolder(path: string): string | undefined {
  const way = follow(path);
  if (way === undefined) return undefined;
  makeFolder(join(way.reached, ...way.missing), 0o700);
  return trustedFolder(path);
}

/**
 * Text of a file of ours that nobody else may write; links are not followed.
 * @throws system errors, and if the file cannot be trusted
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
 * Follows a path as the kernel does, as far as it exists and others could not have created it.
 * @returns undefined if they could, or if something on the way is not a folder
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
