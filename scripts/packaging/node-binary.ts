import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cachePath } from "../../src/cli/cache/cache-folder.ts";
import { packageRoot } from "../../src/package-root.ts";

const MANIFESTS = ["package.json", "package-lock.json"];

export interface NodeBinary {
  /** Of the executable, without symbols. */
  readonly path: string;
  readonly license: string;
}

/**
 * The Node in packages: the version of `packaging/node/package-lock.json`, whose checksum npm verifies, for the
 * processor of this machine. Cached in the user's cache folder.
 */
export function nodeBinary(): NodeBinary {
  const source = join(packageRoot, "packaging/node");
  const stamp = createHash("sha256")
    .update(readFileSync(join(source, "package-lock.json")))
    .digest("hex")
    .slice(0, 16);
  const cache = cachePath(process.env);
  const folder = join(cache, `node-${stamp}-${process.arch}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const staged = mkdtempSync(join(cache, ".node-"));
    try {
      for (const name of MANIFESTS) copyFileSync(join(source, name), join(staged, name));
      execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: staged, stdio: ["ignore", "ignore", "inherit"] });
      execFileSync("strip", ["-o", join(staged, "node"), join(staged, installed("bin/node"))]);
      rmSync(join(staged, installed("bin")), { recursive: true });
      // Another process may have made it first; its result is the same.
      if (!existsSync(folder)) renameSync(staged, folder);
    } finally {
      rmSync(staged, { recursive: true, force: true });
    }
  }
  return { path: join(folder, "node"), license: readFileSync(join(folder, installed("LICENSE")), "utf8") };
}

function installed(path: string): string {
  return join("node_modules", `node-linux-${process.arch}`, path);
}
