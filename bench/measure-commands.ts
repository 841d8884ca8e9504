import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { medianUsage, type Usage } from "./figures.ts";
import { clean, runCommand, type Workbench } from "./workbench.ts";

/** Measured commands of the whole program, in the order of the table. */
export const COMMANDS = [
  "--version",
  "build, cold",
  "build, nothing changed",
  "build, one service changed",
  "diff of one change",
  "lint",
  "lint of one changed file",
] as const;
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
    "build, one service changed": repeat((index) => {
      addHostName(changed, `built${index}`);
      return runCommand(bench, build);
    }),
    "diff of one change": repeat((index) => {
      addHostName(changed, `compared${index}`);
      return runCommand(bench, ["diff", bench.catalog, "--out", bench.out]);
    }),
    lint: repeat(() => runCommand(bench, ["lint", bench.catalog])),
    "lint of one changed file": repeat((index) => {
      appendFileSync(changed, `# change ${index}\n`);
      return runCommand(bench, ["lint", changed]);
    }),
  };
}

/** Gives the first service of a file another host name. */
function addHostName(path: string, name: string): void {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("hostnames: [", `hostnames: [${name}.uni.example, `));
}
