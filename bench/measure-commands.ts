import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { medianUsage, type Usage } from "./figures.ts";
import { clean, runCommand, type Workbench } from "./workbench.ts";

/** Measured commands of the whole program, in the order of the table. */
export const COMMANDS = ["--version", "build, cold", "build, nothing changed", "lint of one changed file"] as const;
export type Command = (typeof COMMANDS)[number];

/** Runs each command several times, and takes the medians. */
export function measureCommands(bench: Workbench, runs: number): Record<Command, Usage> {
  const build = ["build", bench.catalog, "--out", bench.out];
  const changed = join(bench.catalog, "services/0000.yaml");
  const repeat = (run: (index: number) => Usage) => medianUsage(Array.from({ length: runs }, (_, index) => run(index)));
  return {
    "--version": repeat(() => runCommand(bench, ["--version"])),
    "build, cold": repeat(() => {
      clean(bench);
      return runCommand(bench, build);
    }),
    "build, nothing changed": repeat(() => runCommand(bench, build)),
    "lint of one changed file": repeat((index) => {
      appendFileSync(changed, `# change ${index}\n`);
      return runCommand(bench, ["lint", changed]);
    }),
  };
}
