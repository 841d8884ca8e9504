import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Our folder in the user's cache folder (XDG Base Directory Specification). It can be deleted at any time. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const home = environment["XDG_CACHE_HOME"];
  return join(home !== undefined && isAbsolute(home) ? home : join(homedir(), ".cache"), "intentlb");
}
