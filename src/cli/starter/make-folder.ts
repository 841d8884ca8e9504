import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder if missing, and those above it. Node's own `recursive` never ends if the system cannot create one
 * although everything above it exists, as in `/proc`.
 * @throws system errors
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(path);
    if (existsSync(above)) throw error;
    makeFolder(above, mode);
    mkdirSync(path, { mode });
  }
}
