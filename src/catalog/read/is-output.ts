import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST, WORK_FOLDER } from "../../contract/root-names.ts";

/**
 * Whether a folder contains the output of a build, be it complete, damaged or partial: it is never part of a catalog.
 * The manifest is recognised by its structure, not by its seal, so an edited tree is still not part of the catalog.
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
