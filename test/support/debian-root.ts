import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { cachePath } from "../../src/cli/cache/cache-folder.ts";
import { packageRoot } from "../../src/package-root.ts";

/** Dependencies of intentlb's Debian package that a bare root lacks. */
const DEPENDENCIES = ["libatomic1"];

/**
 * A bare root of a Debian release, kept in the user's cache folder; tests must not change it.
 * @returns undefined if it cannot be created; the reason is on standard error
 */
export function debianRoot(suite: "bookworm" | "trixie"): string | undefined {
  // For device nodes, and to become another user inside.
  if (process.getuid?.() !== 0) return undefined;
  const folder = join(cachePath(process.env), `${suite}-bare`);
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
