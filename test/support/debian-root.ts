import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

/** What intentlb's Debian package depends on and a bare root lacks. */
const DEPENDENCIES = ["libatomic1"];

/**
 * A bare root of a release of Debian, kept in the user's cache folder; nothing may be changed in it.
 * @returns undefined where it can't be made, which has been told on standard error
 */
export function debianRoot(suite: "bookworm" | "trixie"): string | undefined {
  // Device nodes, and to be another user inside.
  if (process.getuid?.() !== 0) return undefined;
  const folder = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "intentlb", `${suite}-bare`);
  const fetched = DEPENDENCIES.map((name) => `--fetch=${name}`);
  try {
    execFileSync(join(packageRoot, "scripts/make-debian-root"), [suite, folder, ...fetched], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  } catch {
    return undefined;
  }
  return folder;
}
