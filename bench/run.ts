/**
 * `npm run bench [-- --write-docs] [-- --sizes 100,1000]`: measures the compiled program on synthetic catalogs,
 * compared with a Python stack, and prints tables. With `--write-docs` they replace those of docs/performance.md.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../src/package-root.ts";
import { median, STAGES, type StageFigures } from "./figures.ts";
import { medianCommands, runCommands } from "./measure-commands.ts";
import { hasStack, medianStack, runStack } from "./measure-stack.ts";
import { commandTable, type Measured, stackTable, stageTable } from "./tables.ts";
import { clean, runStages, type Workbench, withWorkbench } from "./workbench.ts";
import { writeDocs } from "./write-docs.ts";

/** Larger catalogs are less noisy and take longer. */
const MOST_RUNS = 7;
const LEAST_RUNS = 3;
const LARGE = 5000;

const { values } = parseArgs({
  options: { "write-docs": { type: "boolean", default: false }, sizes: { type: "string", default: "100,1000,10000" } },
});

execFileSync(join(packageRoot, "node_modules/.bin/tsc"), ["-p", join(packageRoot, "bench/tsconfig.json")]);
const withStack = hasStack();
if (!withStack) {
  process.stderr.write("no comparison: python3-yaml, python3-jinja2 and python3-jsonschema are not installed\n");
}
const measured = values.sizes.split(",").map((size) => measure(Number(size)));
const tables = { commands: commandTable(measured), stages: stageTable(measured), "python-stack": stackTable(measured) };
process.stdout.write(`${Object.values(tables).join("\n\n")}\n`);
if (values["write-docs"]) writeDocs(join(packageRoot, "docs/performance.md"), tables);

/**
 * Each round runs everything once: what a machine that others use makes slow for a while, it makes slow for all that is compared.
 */
function measure(services: number): Measured {
  process.stderr.write(`${services} services …\n`);
  const runs = services >= LARGE ? LEAST_RUNS : MOST_RUNS;
  return withWorkbench(services, (bench) => {
    const rounds = Array.from({ length: runs }, (_, round) => ({
      ...(withStack ? { stack: runStack(bench) } : {}),
      stages: measureStages(bench),
      commands: runCommands(bench, round),
    }));
    return {
      services,
      ...(withStack ? { stack: medianStack(rounds.flatMap(({ stack }) => stack ?? [])) } : {}),
      stages: medianStages(rounds.map(({ stages }) => stages)),
      commands: medianCommands(rounds.map(({ commands }) => commands)),
    };
  });
}

function measureStages(bench: Workbench): StageFigures {
  clean(bench);
  return JSON.parse(runStages(bench));
}

function medianStages(figures: readonly StageFigures[]): StageFigures {
  const [first] = figures;
  if (first === undefined) throw new Error("nothing was measured");
  const seconds = STAGES.map((stage) => [stage, median(figures.map((run) => run.seconds[stage]))] as const);
  return {
    ...first,
    seconds: Object.fromEntries(seconds) as StageFigures["seconds"],
    megabytes: median(figures.map(({ megabytes }) => megabytes)),
  };
}
