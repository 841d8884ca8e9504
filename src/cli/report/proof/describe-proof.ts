import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { BrokenPromise, FaultProof, Proof } from "../../../prove/proof.ts";
import { count } from "../count.ts";
import { describeCoverage } from "./describe-coverage.ts";
import { type Column, printTable } from "./print-table.ts";

/** More broken promises of a service are only counted: one mistake often fails every test. */
const SHOWN = 10;

/** Takes the place of a service's name for what belongs to none. */
export const FLEET = "the fleet";

const SERVICES: readonly Column[] = [
  { title: "service", isNumber: false },
  { title: "answered", isNumber: true },
  { title: "refused", isNumber: true },
  { title: "members", isNumber: false },
  { title: "failed", isNumber: true },
];

const FAULTS: readonly Column[] = [
  { title: "fault", isNumber: false },
  { title: "requests", isNumber: true },
  { title: "lost", isNumber: true },
  { title: "time to fail over", isNumber: true },
  { title: "time to recover", isNumber: true },
  { title: "failed", isNumber: true },
];

/** Tables of services and of faults with numbers, and all failures, for people. */
export function describeProof({
  services,
  nodes,
  others,
  silent,
  rare,
  faults,
  compared,
  coverage,
  elapsed,
}: Proof): string {
  const fleet = { service: FLEET, ...nodes, machines: [], broken: others };
  const all = fleet.answers + fleet.refusals === 0 ? services : [...services, fleet];
  const rows = all.map(({ service, answers, refusals, machines, broken }) => [
    service,
    String(answers),
    String(refusals),
    machines.join(" ") || "-",
    String(broken.length),
  ]);
  const wrong = [...services, { service: FLEET, broken: others }].flatMap(({ service, broken }) =>
    describeAll(service, broken),
  );
  const broken = brokenIn({ services, others, faults }).length;
  const questions = all.reduce((sum, { answers, refusals }) => sum + answers + refusals, 0);
  const verdict = broken === 0 ? "all passed" : count(broken, "failure");
  const asked = [
    count(services.length, "service"),
    count(questions, "test"),
    ...(faults.length === 0 ? [] : [count(faults.length, "fault")]),
  ];
  return [
    ...printTable(SERVICES, rows),
    "",
    ...wrong,
    ...(faults.length === 0 ? [] : [...printTable(FAULTS, faults.map(faultRow)), ""]),
    ...faults.flatMap((fault) => describeAll(fault.fault, fault.broken)),
    ...(silent.length === 0
      ? []
      : [`not tested: announcements of ${silent.join(", ")}, because BIRD or the health daemon is not generated`]),
    ...(rare.length === 0
      ? []
      : [`not tested: wrong answers to health checks of ${rare.join(", ")}, which run less often than every 15 s`]),
    ...(coverage === undefined ? [] : describeCoverage(coverage)),
    `running state compared: ${count(compared.facts, "fact")} from ${count(compared.daemons, "daemon")} on ${count(compared.nodes, "node")}${leftOut(compared.absent)}`,
    `${asked.join(", ")}: ${verdict}; ${elapsed.toFixed(1)} s`,
    "",
  ].join("\n");
}

/** With `--only`. */
function leftOut(absent: number): string {
  return absent === 0 ? "" : `; ${count(absent, "other node")} and monitoring not started`;
}

/** Every broken promise, of services, faults and the rest. */
export function brokenIn({ services, others, faults }: Pick<Proof, "services" | "others" | "faults">): BrokenPromise[] {
  return [...services.flatMap(({ broken }) => broken), ...others, ...faults.flatMap(({ broken }) => broken)];
}

function faultRow({ fault, requests, lost, out, back, broken }: FaultProof): string[] {
  return [fault, String(requests), String(lost), seconds(out), seconds(back), String(broken.length)];
}

function seconds(value: number | undefined): string {
  return value === undefined ? "-" : `${value.toFixed(1)} s`;
}

function describeAll(service: string, broken: readonly BrokenPromise[]): string[] {
  const more = broken.length - SHOWN;
  return [
    ...broken.slice(0, SHOWN).flatMap((each) => [...describeBroken(each), ""]),
    ...(more > 0 ? [`${service}: ${more} more`, ""] : []),
  ];
}

/** Lines with service, nodes, promise and the actual result. */
export function describeBroken({ service, nodes, asked, wanted, seen, cause }: BrokenPromise): string[] {
  const where = nodes.length === 0 ? "" : ` on ${nodes.join(" or ")}`;
  const because = cause === undefined ? [] : [`  because  ${cause}`];
  return [`${service ?? FLEET}${where}: ${asked}`, `  expected ${wanted}`, `  got      ${seen}`, ...because].map(
    escapeControls,
  );
}
