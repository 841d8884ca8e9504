/**
 * `npm run bench:mutants`: how many mistakes in the generated files of examples/campus `check` and `prove` notice, by daemon. The table
 * and the survivors are printed; `--write-docs` puts the tables into docs/prove.md. `--count 1000` mistakes are made, `--seed 1`.
 *
 * What is known is kept in bench/mutants/record.tsv: a run goes on where the last one ended, after some `--minutes` if they are given;
 * `--again` tries survivors once more. Without that file it begins anew, and takes hours.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareText } from "../src/contract/compare-text.ts";
import { inLanes } from "../src/lab/in-lanes.ts";
import { packageRoot } from "../src/package-root.ts";
import { accept } from "./mutants/accept.ts";
import { needsAll, serviceChooser } from "./mutants/choose-services.ts";
import { coverageTable } from "./mutants/coverage-table.ts";
import { makeBatches } from "./mutants/make-batches.ts";
import { keyOf, type Mutant, mutantsOf, mutantText } from "./mutants/mutant.ts";
import { type BatchResult, prove, runBatch, textOf } from "./mutants/run-batch.ts";
import { runDrift, runSettled } from "./mutants/run-drift.ts";
import { share } from "./mutants/share.ts";
import { readCampus } from "./read-campus.ts";
import { table } from "./tables.ts";
import { writeDocs } from "./write-docs.ts";

const { values } = parseArgs({
  options: {
    "write-docs": { type: "boolean", default: false },
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string" },
    again: { type: "boolean", default: false },
  },
});

/** Verdicts, each with its mutant. */
const RECORD = join(packageRoot, "bench/mutants/record.tsv");

/** Mutants that run together, and how many it takes for that. */
const TOGETHER = { drift: 100, proof: 20, least: 5 };

/** Labs at a time: that of one service waits most of the time, that of a whole fleet some of it. */
const LABS = { whole: 2, service: 5 };

/** In so many rounds what mutants are about tells them apart; after so many more, each whose effect is unclear runs alone. */
const ROUNDS = { fine: 2, coarse: 2 };

/** `accepted` by its daemon, and not yet tried; `no drift`, and `silent`, if a proof of its service showed nothing. */
type Verdict = "rejected" | "noticed by check" | "accepted" | "no drift" | "silent" | "killed" | "survived";

const { compilation, input } = readCampus();
const { fleet, tree } = input;

const end = values.minutes === undefined ? Infinity : performance.now() + Number(values.minutes) * 60_000;
const isOver = () => performance.now() > end;

const made = mutantsOf(compilation.files, fleet, values.seed);
const keys = new Set(made.map(keyOf));
const lines = existsSync(RECORD) ? readFileSync(RECORD, "utf8").split("\n").slice(0, -1) : [];
const known = new Map(
  lines.map((line): [string, Verdict] => {
    const [verdict = "", key = ""] = line.split("\t");
    return [key, verdict as Verdict];
  }),
);
// Lines that are not generated any more.
for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
for (const [key, verdict] of known) if (values.again && verdict === "survived") known.set(key, "accepted");
const covered = values["write-docs"] || known.size === 0 ? await proveAsItIs() : undefined;
const chosen = await choose();
await proveAll(chosen);
const scores = tableOf(chosen);
process.stdout.write(`${scores}\n\n${survivorsOf(chosen).join("\n")}\n`);
if (values["write-docs"]) {
  writeDocs(join(packageRoot, "docs/prove.md"), { coverage: covered ?? "", mutants: scores });
}

/** The fleet without mistakes must have no findings. Returns the table of what its tests exercise. */
async function proveAsItIs(): Promise<string> {
  const { findings, coverage } = await prove(input);
  if (findings.length > 0) throw new Error(`findings without a mistake:\n${findings.map(textOf).join("\n")}`);
  return coverageTable(coverage?.files ?? []);
}

/** Mutants that the daemons accept, in equal shares by daemon and by what went wrong. */
async function choose(): Promise<Mutant[]> {
  const found: Mutant[] = [];
  const parts = share(made, Number(values.count));
  // Of some kinds of mistakes, daemons reject most: the others make up for them.
  let owed = 0;
  for (const [index, { mutants, count }] of parts.entries()) {
    const more = Math.ceil(owed / (parts.length - index));
    owed -= more;
    let left = count + more;
    for (const mutant of mutants) {
      if (left === 0) break;
      const verdict = known.get(keyOf(mutant)) ?? (await verdictOf(mutant));
      if (verdict === "rejected") continue;
      found.push(mutant);
      left--;
    }
    owed += left;
    process.stderr.write(`${found.length} of ${values.count} mutants accepted\n`);
  }
  return found;
}

async function verdictOf(mutant: Mutant): Promise<Verdict> {
  const acceptance = await accept(mutant, tree, compilation);
  return note(mutant, acceptance === "noticed" ? "noticed by check" : acceptance);
}

function note(mutant: Mutant, verdict: Verdict): Verdict {
  known.set(keyOf(mutant), verdict);
  const sorted = [...known].sort(([a], [b]) => compareText(a, b));
  writeFileSync(RECORD, sorted.map(([key, each]) => `${each}\t${key}\n`).join(""));
  return verdict;
}

/**
 * First what daemons have read shows mistakes of many at once; then each of the rest runs alone, with the service whose lab is the
 * smallest that has it; then those that nothing showed run in proofs of the whole fleet.
 */
async function proveAll(all: readonly Mutant[]): Promise<void> {
  const those = (...verdicts: readonly Verdict[]) =>
    all.filter((mutant) => verdicts.some((verdict) => known.get(keyOf(mutant)) === verdict));
  const large = makeBatches(those("accepted"), TOGETHER.drift, true).filter(({ length }) => length >= TOGETHER.least);
  await inLanes(large, LABS.whole, async (batch) => {
    if (isOver()) return;
    const killed = await runDrift(input, batch);
    report("drift", batch, killed);
    for (const mutant of batch) if (!killed.has(mutant)) note(mutant, "no drift");
  });
  const left = those("accepted", "no drift");
  const chosen = serviceChooser(input, compilation.files);
  await inLanes(
    left.filter(({ daemon }) => !needsAll(daemon)),
    LABS.service,
    async (mutant) => {
      if (isOver()) return;
      const service = chosen(mutant);
      // Routers tell of most mistakes by themselves, once all is settled: sessions, routes.
      const run = mutant.daemon === "bird" ? runSettled : runBatch;
      const killed = service === undefined ? new Map() : (await run(input, [mutant], service)).killed;
      if (killed.size === 0) note(mutant, "silent");
      report(service ?? "", [mutant], killed);
    },
  );
  const proveSilent = () =>
    proveRounds(those("silent"), { title: "all", left: "survived", run: (batch) => runBatch(input, batch) });
  await proveSilent();
  const told = left.filter(({ daemon }) => needsAll(daemon));
  await proveRounds(told, { title: "settled", left: "silent", run: (batch) => runSettled(input, batch) });
  await proveSilent();
}

interface Rounds {
  readonly title: string;
  /** Of those that are not noticed. */
  readonly left: Verdict;
  readonly run: (batch: readonly Mutant[]) => Promise<BatchResult>;
}

/** Runs mutants together until it is clear which of them are noticed. */
async function proveRounds(mutants: readonly Mutant[], { title, left, run }: Rounds): Promise<void> {
  let unclear = mutants;
  for (let round = 1; unclear.length > 0 && !isOver(); round++) {
    const isFine = round <= ROUNDS.fine;
    const next: Mutant[] = [];
    const size = round > ROUNDS.fine + ROUNDS.coarse ? 1 : TOGETHER.proof;
    await inLanes(makeBatches(unclear, size, isFine), LABS.whole, async (batch) => {
      if (isOver()) return;
      const result = await run(batch);
      report(`${title}, round ${round}`, batch, result.killed);
      for (const mutant of result.unnoticed) note(mutant, left);
      next.push(...result.unclear);
    });
    unclear = next;
  }
}

function report(title: string, batch: readonly Mutant[], killed: ReadonlyMap<Mutant, string>): void {
  for (const [mutant, finding] of killed) {
    note(mutant, "killed");
    process.stderr.write(`killed ${mutantText(mutant)}\n    ${finding}\n`);
  }
  process.stderr.write(`${title}: ${killed.size} of ${batch.length} noticed\n`);
}

function tableOf(all: readonly Mutant[]): string {
  const daemons = [...new Set(all.map(({ daemon }) => daemon))].sort();
  const rows = [...daemons, undefined].map((daemon) => {
    const verdicts = all
      .filter((mutant) => daemon === undefined || mutant.daemon === daemon)
      .map((mutant) => known.get(keyOf(mutant)));
    const noticed = verdicts.filter((verdict) => verdict === "killed" || verdict === "noticed by check").length;
    const survived = verdicts.filter((verdict) => verdict === "survived").length;
    const decided = noticed + survived;
    const score = decided === 0 ? "" : `${Math.floor((noticed / decided) * 1000) / 10} %`;
    return [daemon ?? "all", String(noticed), String(survived), String(verdicts.length - decided), score];
  });
  return table(["files of", "noticed", "not noticed", "not yet run", "score"], rows);
}

function survivorsOf(all: readonly Mutant[]): string[] {
  return all
    .filter((mutant) => known.get(keyOf(mutant)) === "survived")
    .map((mutant) => `${mutant.daemon} ${mutantText(mutant)}`)
    .sort();
}
