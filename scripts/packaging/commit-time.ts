import { execFileSync } from "node:child_process";
import { packageRoot } from "../../src/package-root.ts";

/**
 * Seconds since 1970 that packages tell as the time of all their files, so that the same commit gives the same bytes:
 * that of the last commit, unless SOURCE_DATE_EPOCH says otherwise (https://reproducible-builds.org/specs/source-date-epoch/).
 */
export function commitTime(): string {
  const set = process.env["SOURCE_DATE_EPOCH"];
  if (set !== undefined) return set;
  return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: packageRoot, encoding: "utf8" }).trim();
}
