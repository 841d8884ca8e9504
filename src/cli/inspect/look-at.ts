import { type Stats, statSync } from "node:fs";

/** What is at a path that somebody typed; undefined if nothing is, whatever the reason. */
export function lookAtPath(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A file on the way, a name that is too long, no permission.
    return undefined;
  }
}
