import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import { fileURLToPath } from "node:url";

/**
 * Folder of the installed package, where `schemas/`, `services/` and the templates are; the same from source and compiled.
 * The single executable is no folder: it is read by `package-files.ts`, and this is where it lies.
 */
export const packageRoot: string = isSea()
  ? dirname(process.execPath)
  : findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  return findRoot(dirname(folder));
}
