/**
 * `npm run bench:mutants [-- --write-docs] [-- --count 1000] [-- --seed 1] [-- --record FILE]`: how many mistakes in the
 * generated files of examples/campus `check` and `prove` notice, by daemon. With `--write-docs` the table replaces that of
 * docs/prove.md; the survivors are printed. `--record` keeps what is known, so that an interrupted run can be continued. It takes two
 * hours or more.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inLanes } from "../src/lab/in-lanes.ts";
import { packageRoot } from "../src/package-root.ts";
import { accept } from "./mutants/accept.ts";
import { isTold, serviceChooser } from "./mutants/choose-services.ts";
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
    record: { type: "string" },
  },
});

/** Mutants that run together. */
const TOGETHER = { drift: 100, proof: 20 };

/** Labs at a time: that of a whole fleet keeps all processors busy, that of one service waits most of the time. */
const LABS = { whole: 1, service: 3 };

/** In so many rounds what mutants are about tells them apart; after so many more, each whose effect is unclear runs alone. */
const ROUNDS = { fine: 2, coarse: 2 };

/** `accepted` by its daemon, and not yet proven; `silent` if a proof of its service showed nothing. */
type Verdict = "rejected" | "noticed by check" | "accepted" | "silent" | "killed" | "survived";

const { compilation, input } = readCampus();
const { fleet, tree } = input;

const known = new Map<string, Verdict>(
  values.record !== undefined && existsSync(values.record) ? JSON.parse(readFileSync(values.record, "utf8")) : [],
);
const covered = await proveAsItIs();
const chosen = await choose();
await proveAll(chosen);
const scores = tableOf(chosen);
process.stdout.write(`${covered}\n\n${scores}\n\n${survivorsOf(chosen).join("\n")}\n`);
if (values["write-docs"]) writeDocs(join(packageRoot, "docs/prove.md"), { coverage: covered, mutants: scores });

/** The fleet without mistakes must have no findings. Returns the table of what its tests exercise. */
async function proveAsItIs(): Promise<string> {
  const { findings, coverage } = await prove(input);
  if (findings.length > 0) throw new Error(`findings without a mistake:\n${findings.map(textOf).join("\n")}`);
  return coverageTable(coverage?.files ?? []);
}

/** Mutants that the daemons accept, in equal shares by daemon and by what went wrong. */
async function choose(): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for (const part of share(mutantsOf(compilation.files, fleet, values.seed), Number(values.count))) {
    let left = part.count;
    for (const mutant of part.mutants) {
      if (left === 0) break;
      const verdict = known.get(keyOf(mutant)) ?? (await verdictOf(mutant));
      if (verdict === "rejected") continue;
      found.push(mutant);
      left--;
    }
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
  if (values.record !== undefined) writeFileSync(values.record, JSON.stringify([...known], undefined, 1));
  return verdict;
}

/**
 * First what daemons have read shows mistakes of many at once; then each of the rest runs alone, with the service whose lab is the
 * smallest that has it; then those that nothing showed run in proofs of the whole fleet.
 */
async function proveAll(all: readonly Mutant[]): Promise<void> {
  const those = (verdict: Verdict) => all.filter((mutant) => known.get(keyOf(mutant)) === verdict);
  await inLanes(makeBatches(those("accepted"), TOGETHER.drift, true), LABS.whole, async (batch) => {
    report("drift", batch, await runDrift(input, batch));
  });
  const settled = await proveRounds(
    those("accepted").filter(({ daemon }) => isTold(daemon)),
    "settled",
    (batch) => runSettled(input, batch),
  );
  for (const mutant of settled) note(mutant, "silent");
  const chosen = serviceChooser(input);
  await inLanes(those("accepted"), LABS.service, async (mutant) => {
    const service = chosen(mutant);
    if (service !== undefined) report(service, [mutant], (await runBatch(input, [mutant], service)).killed);
    if (known.get(keyOf(mutant)) === "accepted") note(mutant, "silent");
  });
  for (const mutant of await proveRounds(those("silent"), "all", (batch) => runBatch(input, batch))) {
    note(mutant, "survived");
  }
}

/** Runs mutants together until it is clear which of them are noticed. Returns those that are not. */
async function proveRounds(
  mutants: readonly Mutant[],
  title: string,
  run: (batch: readonly Mutant[]) => Promise<BatchResult>,
): Promise<Mutant[]> {
  const silent: Mutant[] = [];
  let unclear = mutants;
  for (let round = 1; unclear.length > 0; round++) {
    const isFine = round <= ROUNDS.fine;
    const next: Mutant[] = [];
    const size = round > ROUNDS.fine + ROUNDS.coarse ? 1 : TOGETHER.proof;
    await inLanes(makeBatches(unclear, size, isFine), LABS.whole, async (batch) => {
      const result = await run(batch);
      report(`${title}, round ${round}`, batch, result.killed);
      silent.push(...result.unnoticed);
      next.push(...result.unclear);
    });
    unclear = next;
  }
  return silent;
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
    const own = all.filter((mutant) => daemon === undefined || mutant.daemon === daemon);
    const survived = own.filter((mutant) => known.get(keyOf(mutant)) === "survived").length;
    const score = `${Math.floor(((own.length - survived) / own.length) * 1000) / 10} %`;
    return [daemon ?? "all", String(own.length), String(survived), score];
  });
  return table(["files of", "mutants", "not noticed", "score"], rows);
}

function survivorsOf(all: readonly Mutant[]): string[] {
  return all
    .filter((mutant) => known.get(keyOf(mutant)) === "survived")
    .map((mutant) => `${mutant.daemon} ${mutantText(mutant)}`)
    .sort();
}
