import { execFileSync } from "node:child_process";
import { packageRoot } from "../../src/package-root.ts";

/**
 * Seconds since 1970 that packages use as the time of all their files, so the same commit gives the same bytes: the
 * time of the last commit, unless SOURCE_DATE_EPOCH is set (https://reproducible-builds.org/specs/source-date-epoch/).
 */
export function commitTime(): string {
  const set = process.env["SOURCE_DATE_EPOCH"];
  if (set !== undefined) return set;
  return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: packageRoot, encoding: "utf8" }).trim();
}
