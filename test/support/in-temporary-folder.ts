import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs a test in a folder with the given files, which is gone afterwards. The name of the folder is hard on programs. */
export function inTemporaryFolder(files: Readonly<Record<string, string>>, body: (folder: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "intentlb-"));
  const folder = join(root, "it's a %41 földer, ");
  try {
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    body(folder);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
