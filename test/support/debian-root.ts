import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

const SCRIPT = join(packageRoot, "scripts/make-debian-root");

/**
 * A bare root of a release of Debian, kept in the user's cache folder; nothing may be changed in it.
 * @returns undefined where it can't be made, which has been told on standard error
 */
export function debianRoot(suite: "bookworm" | "trixie"): string | undefined {
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "intentlb");
  const version = createHash("sha256").update(readFileSync(SCRIPT)).digest("hex").slice(0, 8);
  const folder = join(cache, `${suite}-${version}`);
  if (existsSync(folder)) return folder;
  // Device nodes, and to be another user inside.
  if (process.getuid?.() !== 0) return undefined;
  mkdirSync(cache, { recursive: true });
  try {
    execFileSync(SCRIPT, [suite, folder], { stdio: ["ignore", "ignore", "inherit"] });
  } catch {
    return undefined;
  }
  return folder;
}
