import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import type { Usage } from "./figures.ts";
import { syntheticCatalog } from "./synthetic-catalog.ts";

const SEED = 1;

/** A file system in memory, if there is one: the figures should measure the program, not a disk that others use. */
const MEMORY = "/dev/shm";

/** A temporary folder with a catalog, an output folder and a cache folder. */
export interface Workbench {
  readonly folder: string;
  readonly catalog: string;
  readonly out: string;
  readonly cache: string;
}

/** Provides a workbench with a synthetic catalog, and removes it afterwards. */
export function withWorkbench<Result>(services: number, work: (bench: Workbench) => Result): Result {
  return withCatalog(syntheticCatalog({ services, seed: SEED }), work);
}

/** Provides a workbench with these files as its catalog, and removes it afterwards. */
export function withCatalog<Result>(
  files: Readonly<Record<string, string>>,
  work: (bench: Workbench) => Result,
): Result {
  const bench = makeWorkbench(files);
  try {
    return work(bench);
  } finally {
    rmSync(bench.folder, { recursive: true, force: true });
  }
}

/** A workbench with these files as its catalog; who makes it removes its folder. */
export function makeWorkbench(files: Readonly<Record<string, string>>): Workbench {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "intentlb-bench-"));
  const catalog = join(folder, "catalog");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(catalog, path)), { recursive: true });
    writeFileSync(join(catalog, path), text);
  }
  return { folder, catalog, out: join(folder, "out"), cache: join(folder, "cache") };
}

/** Removes the output of earlier runs. */
export function clean({ out }: Workbench): void {
  rmSync(out, { recursive: true, force: true });
}

/** Exit status of `lint` if the catalog has errors, and of `diff` if there are differences. */
const FOUND: Readonly<Record<string, number>> = { lint: 1, diff: 2 };

/** Runs a command of the compiled program and returns its resource usage. */
export function runCommand(bench: Workbench, args: readonly string[]): Usage {
  const usage = join(bench.folder, "usage.json");
  const program = join(packageRoot, "dist/src/cli/main.js");
  const { status } = spawnSync(
    process.execPath,
    ["--require", join(packageRoot, "bench/report-usage.cjs"), program, ...args],
    {
      env: { ...process.env, XDG_CACHE_HOME: bench.cache, BENCH_USAGE: usage },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (status !== 0 && status !== FOUND[args[0] ?? ""]) throw new Error(`${args[0]} ended with ${status}`);
  return JSON.parse(readFileSync(usage, "utf8")) as Usage;
}

/** Runs the compiled `measure-stages.ts`, with the same engine settings as the program, and returns its output. */
export function runStages(bench: Workbench): string {
  const program = join(packageRoot, "dist/bench/measure-stages.js");
  return execFileSync(process.execPath, [program, bench.catalog, bench.folder], { encoding: "utf8" });
}
