/**
 * `npm run bench:editing [-- --saves 1000 --services 1000] [-- --write-docs]`: plays an editing session on a synthetic catalog while
 * `intentlb lint --watch` runs, and compares each of its answers with an analysis from nothing.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readCatalog } from "../src/catalog/read/read-catalog.ts";
import { formatFindings } from "../src/cli/report/format-findings.ts";
import { showPathFrom } from "../src/cli/report/show-path.ts";
import { packageRoot } from "../src/package-root.ts";
import { analyze } from "../src/pipeline.ts";
import { seededRandom } from "./catalog/random.ts";
import { type Files, nextEdit } from "./editing/edits.ts";
import { END_OF_LINT, WatchedProgram } from "./editing/watched-program.ts";
import { syntheticCatalog } from "./synthetic-catalog.ts";
import { makeWorkbench } from "./workbench.ts";
import { writeDocs } from "./write-docs.ts";

const DAY = "2026-06-01";
const SEED = 1;

const { values } = parseArgs({
  options: {
    saves: { type: "string", default: "1000" },
    services: { type: "string", default: "1000" },
    "write-docs": { type: "boolean", default: false },
  },
});
const saves = Number(values.saves);
const original: Files = syntheticCatalog({ services: Number(values.services), seed: SEED });

interface Save {
  readonly isOfServices: boolean;
  /** Milliseconds from before the file was written to the answer. */
  readonly latency: number;
}

const { catalog, folder } = makeWorkbench(original);
const watched = new WatchedProgram(["lint", catalog, "--today", DAY], END_OF_LINT);
try {
  await play(watched);
} finally {
  watched.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function play(lint: WatchedProgram): Promise<void> {
  const random = seededRandom(SEED);
  const done: Save[] = [];
  let files = original;
  const began = performance.now();
  await lint.answer();
  process.stderr.write(`first answer after ${Math.round(performance.now() - began)} ms\n`);
  const first = lint.memory();
  while (done.length < saves) {
    const next = nextEdit(original, files, random);
    const path = Object.keys({ ...files, ...next }).find((each) => files[each] !== next[each]);
    files = next;
    if (path === undefined) continue;
    const start = performance.now();
    save(join(catalog, path), files[path], random.percent(50));
    let answer = await lint.answer();
    let latency = performance.now() - start;
    const fresh = lintAnew();
    // Somebody may look at a file that is half written; what is whole is looked at again.
    while (answer !== fresh) {
      process.stderr.write(`save ${done.length}: an answer in between\n`);
      answer = await lint.answer();
      latency = performance.now() - start;
    }
    done.push({ isOfServices: path.startsWith("services/"), latency });
  }
  const { now, most } = lint.memory();
  const table = print(done, `${Math.round(first.now)} MB`, `${Math.round(now)} MB, at most ${Math.round(most)} MB`);
  process.stdout.write(
    `${table}\n\n${saves} answers equal to a fresh run; load ${loadavg()
      .map((each) => each.toFixed(1))
      .join(" ")}\n`,
  );
  if (values["write-docs"]) writeDocs(join(packageRoot, "docs/performance.md"), { editing: table });
}

/** Editors write a file in place, or another one that they put in its place. */
function save(path: string, text: string | undefined, isInPlace: boolean): void {
  if (text === undefined) {
    rmSync(path);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  if (isInPlace) writeFileSync(path, text);
  else {
    writeFileSync(`${path}~`, text);
    renameSync(`${path}~`, path);
  }
}

function lintAnew(): string {
  const { findings } = analyze({ read: (report) => readCatalog(catalog, report), today: DAY });
  return formatFindings(findings, { showPath: showPathFrom(process.cwd(), catalog) });
}

function print(done: readonly Save[], before: string, after: string): string {
  const row = (what: string, some: readonly Save[]) => {
    const sorted = some.map(({ latency }) => latency).sort((a, b) => a - b);
    const at = (share: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)} ms`;
    return `| ${what} | ${some.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |`;
  };
  return [
    "| saved | times | median | 95 % | longest |",
    "| --- | ---: | ---: | ---: | ---: |",
    row(
      "a file of services",
      done.filter(({ isOfServices }) => isOfServices),
    ),
    row(
      "another file",
      done.filter(({ isOfServices }) => !isOfServices),
    ),
    row("any", done),
    "",
    `Memory: ${before} after the first answer, ${after} at the end.`,
  ].join("\n");
}
