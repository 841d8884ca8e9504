import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST, WORK_FOLDER } from "../../contract/root-names.ts";

/**
 * Whether a folder holds what a build wrote, be it whole, damaged or half done: no catalog has a part there. The manifest
 * is told by what it consists of, not by its seal, so that a tree that somebody edited is still none of the catalog's.
 */
export function isOutput(folder: string): boolean {
  if (lstatSync(join(folder, WORK_FOLDER), { throwIfNoEntry: false })?.isDirectory()) return true;
  const manifest = join(folder, MANIFEST);
  if (!lstatSync(manifest, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    const text = readFileSync(manifest, "utf8");
    return ['"format":', '"root":', '"units":', '"seal":'].every((key) => text.includes(key));
  } catch {
    return false;
  }
}
