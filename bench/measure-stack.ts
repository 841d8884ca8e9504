import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { median } from "./figures.ts";
import { clean, type Workbench } from "./workbench.ts";

const NEEDS = "import yaml, jinja2, jsonschema; yaml.CSafeLoader, jsonschema.Draft202012Validator";

/** Result of one run of `python-stack/build.py`. */
export interface StackFigures {
  readonly seconds: Readonly<Record<string, number>>;
  readonly megabytes: number;
  readonly files: number;
}

/** Whether the packages are installed: python3-yaml, python3-jinja2 and python3-jsonschema (Debian's names). */
export function hasStack(): boolean {
  return spawnSync("python3", ["-c", NEEDS], { stdio: "ignore" }).status === 0;
}

/** A cold build with the Python stack. */
export function runStack(bench: Workbench): StackFigures {
  clean(bench);
  const script = join(packageRoot, "bench/python-stack/build.py");
  return JSON.parse(execFileSync("python3", [script, packageRoot, bench.catalog, bench.out], { encoding: "utf8" }));
}

/** The medians of several builds. */
export function medianStack(figures: readonly StackFigures[]): StackFigures {
  const stages = Object.keys(figures[0]?.seconds ?? {});
  return {
    seconds: Object.fromEntries(
      stages.map((stage) => [stage, median(figures.map(({ seconds }) => seconds[stage] ?? 0))]),
    ),
    megabytes: median(figures.map(({ megabytes }) => megabytes)),
    files: figures[0]?.files ?? 0,
  };
}
