/**
 * `npm run bench:failover [-- --write-docs] [-- --runs 10]`: breaks a load balancer and a member of examples/campus
 * repeatedly while requests run, and prints medians and the worst. With `--write-docs` the table replaces that of
 * docs/failover.md.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Fault } from "../src/lab/lab.ts";
import { startLab } from "../src/lab/start-lab.ts";
import { packageRoot } from "../src/package-root.ts";
import { openOutlook } from "../src/prove/faults/look.ts";
import { planFaults } from "../src/prove/faults/plan-faults.ts";
import type { PlannedFault } from "../src/prove/faults/planned-fault.ts";
import { runFault } from "../src/prove/faults/run-fault.ts";
import { startWatchers } from "../src/prove/faults/watch.ts";
import type { FaultProof } from "../src/prove/proof.ts";
import { planQuestions } from "../src/prove/questions/plan-questions.ts";
import { awaitRoutes } from "../src/prove/settle/await-routes.ts";
import { median } from "./figures.ts";
import { readCampus } from "./read-campus.ts";
import { table } from "./tables.ts";
import { writeDocs } from "./write-docs.ts";

/** A service that balances over its members, over both families. */
const SERVICE = "www";

/** Milliseconds between two requests of each of two streams: 50 new TLS connections per second. */
const PACE = 40;

/** What is broken, as a planned fault, and how if it is done differently. */
const EVENTS: readonly { title: string; planned: string; breaks?: Fault }[] = [
  { title: "BIRD killed", planned: "BIRD dies on lb1" },
  { title: "HAProxy killed", planned: "HAProxy dies on lb1" },
  { title: "load balancer gone", planned: "node lb1 is gone" },
  { title: "member's server ends", planned: "member web1 dies" },
  { title: "member gone", planned: "member web1 dies", breaks: { kind: "machine", machine: "web1" } },
];

const { values } = parseArgs({
  options: { "write-docs": { type: "boolean", default: false }, runs: { type: "string", default: "10" } },
});

const runtime = mkdtempSync(join(tmpdir(), "intentlb-bench-"));
const { input } = readCampus();
const lab = await startLab(input, { runtime });
const watchers = startWatchers(lab);
const proofs = new Map<string, FaultProof[]>(EVENTS.map(({ title }) => [title, []]));
try {
  const { signal } = new AbortController();
  const isMeant = (service: string) => service === SERVICE;
  await awaitRoutes(lab, input, { isMeant, isFirst: true, onWait: () => {}, signal });
  const scope = { input, plan: lab.plan };
  const planned = planFaults(scope, isMeant);
  const questions = planQuestions(input, lab.plan).filter(({ nodes }) => nodes.includes("lb1"));
  const common = { scope, lab, questions, isMeant, watchers, outlook: openOutlook(lab, input), pace: PACE, signal };
  for (let run = 1; run <= Number(values.runs); run++) {
    for (const { title, planned: name, breaks } of EVENTS) {
      const fault = named(planned, name);
      const proof = await runFault(breaks === undefined ? fault : { ...fault, breaks: [breaks] }, common);
      for (const { asked, wanted, seen } of proof.broken) process.stderr.write(`${asked}: ${wanted}: ${seen}\n`);
      proofs.get(title)?.push(proof);
      process.stderr.write(`run ${run}: ${title}: ${proof.lost} lost, out ${proof.out}, back ${proof.back}\n`);
    }
  }
} finally {
  watchers.stop();
  await lab.stop();
  rmSync(runtime, { recursive: true, force: true });
}
const text = failoverTable(proofs);
process.stdout.write(`${text}\n`);
if (values["write-docs"]) writeDocs(join(packageRoot, "docs/failover.md"), { failover: text });

function named(planned: readonly PlannedFault[], name: string): PlannedFault {
  const found = planned.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`nobody plans that ${name}`);
  return found;
}

function failoverTable(measured: ReadonlyMap<string, readonly FaultProof[]>): string {
  const rows = [...measured].map(([title, runs]) => [
    title,
    ...[runs.map(({ out }) => out), runs.map(({ back }) => back)].map((times) =>
      middleAndWorst(
        times.map((time) => time ?? Number.NaN),
        (time) => `${time.toFixed(1)} s`,
      ),
    ),
    middleAndWorst(
      runs.map(({ lost }) => lost),
      String,
    ),
    middleAndWorst(
      runs.map(({ requests }) => requests),
      String,
    ),
  ]);
  return table(["median, worst", "out", "back", "requests lost", "of requests"], rows);
}

function middleAndWorst(values: readonly number[], print: (value: number) => string): string {
  return `${print(median(values))}, ${print(Math.max(...values))}`;
}
