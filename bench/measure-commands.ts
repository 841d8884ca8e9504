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

/** Runs each command once, in this order. */
export function runCommands(bench: Workbench, round: number): Record<Command, Usage> {
  const build = ["build", bench.catalog, "--out", bench.out];
  const changed = join(bench.catalog, "services/0000.yaml");
  clean(bench);
  const usage = {
    "--version": runCommand(bench, ["--version"]),
    "build, cold": runCommand(bench, build),
    "build, nothing changed": runCommand(bench, build),
  };
  addHostName(changed, `built${round}`);
  const rebuilt = { "build, one service changed": runCommand(bench, build) };
  addHostName(changed, `compared${round}`);
  const compared = {
    "diff of one change": runCommand(bench, ["diff", bench.catalog, "--out", bench.out]),
    lint: runCommand(bench, ["lint", bench.catalog]),
  };
  appendFileSync(changed, `# change ${round}\n`);
  return { ...usage, ...rebuilt, ...compared, "lint of one changed file": runCommand(bench, ["lint", changed]) };
}

/** The medians of several rounds. */
export function medianCommands(rounds: readonly Record<Command, Usage>[]): Record<Command, Usage> {
  const medians = COMMANDS.map((command) => [command, medianUsage(rounds.map((round) => round[command]))] as const);
  return Object.fromEntries(medians) as Record<Command, Usage>;
}

/** Gives the first service of a file another host name. */
function addHostName(path: string, name: string): void {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("hostnames: [", `hostnames: [${name}.uni.example, `));
}
