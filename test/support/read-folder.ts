import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** All files below a folder as texts by path. */
export function readFolder(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = readFileSync(path, "utf8");
  }
  return files;
}
