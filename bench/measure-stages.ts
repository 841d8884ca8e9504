/**
 * Compiles a catalog once, stage by stage, and prints the CPU seconds of each as JSON. Run in compiled form, in a
 * process of its own: `node dist/bench/measure-stages.js <catalog> <folder to write into>`.
 */
import { join } from "node:path";
import { GENERATORS } from "../generators/registry.ts";
import { parseSources } from "../src/catalog/parse/parse-sources.ts";
import { readCatalog } from "../src/catalog/read/read-catalog.ts";
import { collectDefinitions } from "../src/catalog/validate/collect-definitions.ts";
import { validateDefinitions } from "../src/catalog/validate/validate-definitions.ts";
import { collectClaims } from "../src/claims/collect-claims.ts";
import { subjectsOf } from "../src/claims/subjects/fleet-subjects.ts";
import { ALL_CODES } from "../src/codes.ts";
import { block, type OutputFile } from "../src/contract/block.ts";
import { collectFindings } from "../src/diagnostics/collect-findings.ts";
import { layOutTree } from "../src/lay-out-tree.ts";
import { applyAccepts } from "../src/lint/accepts/apply-accepts.ts";
import { lintFleet } from "../src/lint/lint-fleet.ts";
import { sourceMapFile } from "../src/output/source-map/source-map-file.ts";
import { writeTree } from "../src/output/transaction/write-tree.ts";
import type { Tree } from "../src/output/tree/build-tree.ts";
import { prepare } from "../src/pipeline.ts";
import { linkFleet } from "../src/resolve/link/link-fleet.ts";
import { STAGES, type Stage, type StageFigures } from "./figures.ts";

const TODAY = "2026-06-01";

const [catalog = "", folder = ""] = process.argv.slice(2);
const out = join(folder, "out");
const seconds = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
let booked = 0;

const { report, list } = collectFindings(ALL_CODES);
book("start-up");
const files = readCatalog(catalog, report);
book("read");
const { trees } = parseSources(files.sources, report);
book("parse");
const definitions = validateDefinitions(collectDefinitions(trees, report), report);
book("validate");
const fleet = linkFleet(definitions, files, report);
if (fleet === undefined) throw new Error("the fleet is broken");
book("resolve, link");
const prepared = GENERATORS.map((generator) => prepare(generator, fleet));
lintFleet(fleet, prepared, true, report);
const { remaining: findings, accepted } = applyAccepts(list(), fleet, TODAY, ALL_CODES);
if (findings.some(({ severity }) => severity === "error")) throw new Error("the catalog has errors");
book("lint");
const claims = collectClaims(fleet, prepared);
const subjects = subjectsOf(fleet);
book("claims");
const outputs = prepared.flatMap(({ generator, input }) => generator.emit(input, claims));
book("emit");
const sourceMap = sourceMapFile(outputs);
book("source map");
const compilation = { sources: [], findings, accepted, definitions, fleet, prepared, claims, subjects, files: outputs };
const tree = layOutTree(compilation);
// This has made the source map again.
book("lay out, hash", "source map");
write(tree);
book("write fresh");
const changed = layOutTree({ ...compilation, files: outputs.map(withAnotherLine) });
skip();
write(changed);
book("write over");
write(changed);
book("find unchanged");

const figures: StageFigures = {
  seconds,
  megabytes: process.resourceUsage().maxRSS / 1024,
  services: fleet.services.size,
  findings: list().length,
  files: outputs.length,
  outputMegabytes: tree.files.reduce((sum, { content }) => sum + content.bytes.length, sourceMap.text.length) / 1e6,
};
process.stdout.write(JSON.stringify(figures));

/** Books the CPU time of all threads since the last call on a stage, minus that of another stage, which was repeated. */
function book(stage: Stage, less?: Stage): void {
  const { user, system } = process.cpuUsage();
  const now = (user + system) / 1e6;
  seconds[stage] = now - booked - (less === undefined ? 0 : seconds[less]);
  booked = now;
}

function write(wanted: Tree): void {
  if (writeTree(out, wanted, {}, report) === undefined)
    throw new Error(
      list()
        .map(({ message }) => message)
        .join("\n"),
    );
}

/** Leaves out what only the measurement needs. */
function skip(): void {
  const { user, system } = process.cpuUsage();
  booked = (user + system) / 1e6;
}

/** A link has only one line. */
function withAnotherLine(file: OutputFile): OutputFile {
  if (file.isLink) return file;
  return { ...file, blocks: [...file.blocks, block("another", ["# another line"])] };
}
