import { STAGES, type StageFigures, type Usage } from "./figures.ts";
import { COMMANDS, type Command } from "./measure-commands.ts";
import type { StackFigures } from "./measure-stack.ts";

/** All figures for one size of catalog. */
export interface Measured {
  readonly services: number;
  readonly commands: Readonly<Record<Command, Usage>>;
  readonly stages: StageFigures;
  /** Absent if the Python packages are. */
  readonly stack?: StackFigures;
}

/** CPU seconds and memory of whole commands. */
export function commandTable(measured: readonly Measured[]): string {
  const rows = COMMANDS.map((command) => [command, ...measured.map(({ commands }) => usageText(commands[command]))]);
  const stack = measured.some((figures) => figures.stack !== undefined);
  const compared = measured.map((figures) => (figures.stack === undefined ? "–" : usageText(total(figures.stack))));
  return table(["", ...measured.map(sizeText)], stack ? [...rows, ["Python stack, cold", ...compared]] : rows);
}

/** CPU seconds of the stages of a build. */
export function stageTable(measured: readonly Measured[]): string {
  const rows = STAGES.map((stage) => [stage, ...measured.map(({ stages }) => seconds(stages.seconds[stage]))]);
  const written = measured.map(({ stages }) => `${stages.files} files, ${stages.outputMegabytes.toFixed(1)} MB`);
  return table(["", ...measured.map(sizeText)], [...rows, ["written", ...written]]);
}

/** CPU seconds of the Python stack by stage; empty if it was not measured. */
export function stackTable(measured: readonly Measured[]): string {
  const stages = Object.keys(measured[0]?.stack?.seconds ?? {});
  const rows = stages.map((stage) => [stage, ...measured.map(({ stack }) => seconds(stack?.seconds[stage] ?? 0))]);
  const written = measured.map(({ stack }) => `${stack?.files ?? 0} files`);
  return stages.length === 0 ? "" : table(["", ...measured.map(sizeText)], [...rows, ["written", ...written]]);
}

function total({ seconds, megabytes }: StackFigures): Usage {
  return { seconds: Object.values(seconds).reduce((sum, value) => sum + value, 0), megabytes };
}

function sizeText({ services }: Measured): string {
  return `${services.toLocaleString("en-US")} services`;
}

export function usageText(usage: Usage): string {
  return `${seconds(usage.seconds)}, ${usage.megabytes.toFixed(0)} MB`;
}

function seconds(value: number): string {
  return `${value.toFixed(value < 0.995 ? 3 : 2)} s`;
}

/** A table in Markdown, which is readable on a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
