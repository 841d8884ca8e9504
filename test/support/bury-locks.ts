import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

/** Turns the locks of a simulated kill into those of a dead process, because our own process lives on. */
export function buryLocks(...folders: readonly string[]): void {
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith("lock."))) {
      const [lock, pid, , ...rest] = name.split(".");
      renameSync(join(folder, name), join(folder, [lock, pid, "1", ...rest].join(".")));
    }
  }
}
