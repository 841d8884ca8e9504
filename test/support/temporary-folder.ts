import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Memory, if permitted: creating and removing hundreds of trees is fast there. */
const PLACE = isWritable("/dev/shm") ? "/dev/shm" : tmpdir();

/** A folder for a test, removed when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(PLACE, "intentlb-test-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
