import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs a test in a temporary folder with the given files. The folder's name is difficult for programs. */
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
