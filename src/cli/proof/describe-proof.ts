import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { Fault, Proof } from "../../prove/proof.ts";
import { count } from "../count.ts";

/** More of a service's faults are counted only: one mistake often shows at every question. */
const SHOWN = 10;

/** Stands where a service's name does for what is of none. */
const FLEET = "the fleet";

const COLUMNS = ["service", "answered", "refused", "members", "faults"] as const;

/** A table of services with numbers, and what is wrong, for people. */
export function describeProof({ services, others, elapsed }: Proof): string {
  const rows = services.map(({ service, answers, refusals, machines, faults }) => [
    service,
    String(answers),
    String(refusals),
    machines.join(" ") || "-",
    String(faults.length),
  ]);
  const widths = COLUMNS.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const wrong = [...services, { service: FLEET, faults: others }].flatMap(({ service, faults }) =>
    describeFaults(service, faults),
  );
  const total = services.reduce((sum, { faults }) => sum + faults.length, others.length);
  const questions = services.reduce((sum, { answers, refusals }) => sum + answers + refusals, 0);
  const verdict = total === 0 ? "every promise is kept" : `${count(total, "promise")} not kept`;
  return [
    ...[COLUMNS, ...rows].map(print),
    "",
    ...wrong,
    `${count(services.length, "service")}, ${count(questions, "question")}: ${verdict}; ${elapsed.toFixed(1)} s`,
    "",
  ].join("\n");
}

/** Numbers stand at the right. */
function isNumber(column: number): boolean {
  return COLUMNS[column] !== "service" && COLUMNS[column] !== "members";
}

function describeFaults(service: string, faults: readonly Fault[]): string[] {
  const more = faults.length - SHOWN;
  return [
    ...faults.slice(0, SHOWN).flatMap((fault) => [...describeFault(fault), ""]),
    ...(more > 0 ? [`${service}: ${more} more`, ""] : []),
  ];
}

/** Lines that name service, nodes, promise and what came instead. */
export function describeFault({ service, nodes, asked, wanted, seen }: Fault): string[] {
  const where = nodes.length === 0 ? "" : ` on ${nodes.join(" or ")}`;
  return [`${service ?? FLEET}${where}: ${asked}`, `  expected ${wanted}`, `  came     ${seen}`].map(escapeControls);
}
