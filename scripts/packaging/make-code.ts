import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

/**
 * What V8 makes of dist/intentlb.cjs.
 * @param node path of the Node that will run the program: others ignore it
 * @param contents `used` has the functions that commands need, and differs a little each time; `same` has few functions, and the
 *   same bytes for the same program and Node
 */
export function makeCode(node: string, contents: "used" | "same"): Buffer {
  const work = mkdtempSync(join(tmpdir(), "intentlb-code-"));
  try {
    const code = join(work, "intentlb.code");
    // Hashes of strings, which are in the code, follow from the seed.
    const program = ["--random-seed=1", join(packageRoot, "scripts/packaging/write-code.mjs"), code];
    execFileSync(node, [...program, ...(contents === "used" ? [join(work, "out")] : [])], {
      cwd: packageRoot,
      env: { ...process.env, XDG_CACHE_HOME: work },
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(code);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
