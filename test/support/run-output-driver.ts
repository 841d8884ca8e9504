import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Files that the compiled program loads by path in the package. */
const VALIDATORS = "dist/format-validators.cjs";

/** Compiles the driver to JavaScript, which starts much faster. Returns the program and a clean-up. */
export function compileDriver(): { program: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-driver-"));
  // Other users run it, too.
  chmodSync(folder, 0o755);
  const config = join(folder, "tsconfig.json");
  writeFileSync(join(folder, "package.json"), '{"type": "module"}\n');
  cpSync(join(ROOT, VALIDATORS), join(folder, VALIDATORS));
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions: { noEmit: false, outDir: folder, rootDir: ROOT, typeRoots: [join(ROOT, "node_modules/@types")] },
      include: [],
      files: [join(ROOT, "test/support/output-driver.ts")],
    }),
  );
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", config], { stdio: "pipe" });
  } catch (error) {
    remove();
    throw error;
  }
  return { program: join(folder, "test/support/output-driver.js"), remove };
}

export interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a process; its input stays open. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ signal, status, stdout, stderr }));
  });
}

/** Runs a command to its end without input. */
export function run(argv: readonly string[]): Promise<Ended> {
  const [command = "", ...rest] = argv;
  const child = spawn(command, rest);
  child.stdin.end();
  return ended(child);
}
