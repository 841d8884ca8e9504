import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { makeTrustedFolder, trustedFolder } from "./trusted-path.ts";

/** Path of our folder in the user's cache folder (XDG Base Directory Specification), whether or not it exists. */
export function cachePath(environment: NodeJS.ProcessEnv): string {
  const home = environment["XDG_CACHE_HOME"];
  return join(home !== undefined && isAbsolute(home) ? home : join(homedir(), ".cache"), "intentlb");
}

/**
 * A folder of ours in the user's cache folder; it can be deleted at any time. Its content decides what is built and
 * which processes are ended, so it is only used if nobody else could have written it.
 * @param name of the folder in ours
 * @returns undefined if it does not exist or cannot be trusted
 */
export function cacheFolder(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const ours = trustedFolder(cachePath(environment));
  return ours === undefined ? undefined : trustedFolder(join(ours, name));
}

/**
 * `cacheFolder`, created if missing.
 * @returns undefined if it cannot be trusted
 * @throws system errors
 */
export function makeCacheFolder(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const ours = makeTrustedFolder(cachePath(environment));
  return ours === undefined ? undefined : makeTrustedFolder(join(ours, name));
}

/**
 * The folder for the labs of this user's fleets: in the cache folder or, if that cannot be used, one of this user's in
 * the folder for temporary files.
 * @returns undefined if neither can be trusted
 */
export function labFolder(environment: NodeJS.ProcessEnv): string | undefined {
  return inCache(environment) ?? makeTrustedFolder(join(tmpdir(), `intentlb-${process.geteuid?.()}`));
}

function inCache(environment: NodeJS.ProcessEnv): string | undefined {
  try {
    return makeCacheFolder(environment, "lab");
  } catch {
    // A read-only home, for example.
    return undefined;
  }
}
