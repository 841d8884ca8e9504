import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { BrokenPromise, Proof } from "../../prove/proof.ts";
import { count } from "../count.ts";

/** More broken promises of a service are counted only: one mistake often shows at every question. */
const SHOWN = 10;

/** Stands where a service's name does for what is of none. */
export const FLEET = "the fleet";

const COLUMNS = ["service", "answered", "refused", "members", "broken"] as const;

/** A table of services with numbers, and what is wrong, for people. */
export function describeProof({ services, nodes, others, elapsed }: Proof): string {
  const fleet = { service: FLEET, ...nodes, machines: [], broken: others };
  const all = fleet.answers + fleet.refusals === 0 ? services : [...services, fleet];
  const rows = all.map(({ service, answers, refusals, machines, broken }) => [
    service,
    String(answers),
    String(refusals),
    machines.join(" ") || "-",
    String(broken.length),
  ]);
  const widths = COLUMNS.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const wrong = [...services, { service: FLEET, broken: others }].flatMap(({ service, broken }) =>
    describeAll(service, broken),
  );
  const total = services.reduce((sum, { broken }) => sum + broken.length, others.length);
  const questions = all.reduce((sum, { answers, refusals }) => sum + answers + refusals, 0);
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

function describeAll(service: string, broken: readonly BrokenPromise[]): string[] {
  const more = broken.length - SHOWN;
  return [
    ...broken.slice(0, SHOWN).flatMap((each) => [...describeBroken(each), ""]),
    ...(more > 0 ? [`${service}: ${more} more`, ""] : []),
  ];
}

/** Lines that name service, nodes, promise and what came instead. */
export function describeBroken({ service, nodes, asked, wanted, seen }: BrokenPromise): string[] {
  const where = nodes.length === 0 ? "" : ` on ${nodes.join(" or ")}`;
  return [`${service ?? FLEET}${where}: ${asked}`, `  expected ${wanted}`, `  came     ${seen}`].map(escapeControls);
}
