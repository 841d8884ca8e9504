import { Command, Option } from "commander";
import { cacheOption, formatOption, type ReadOptions, strictOption, todayOption } from "./common-options.ts";
import { EXIT, exitStatus } from "./exit-status.ts";
import { fail } from "./fail.ts";
import type { Format } from "./report/formats.ts";
import { withProgress } from "./with-progress.ts";
import { wrongNode } from "./wrong-node.ts";

interface BuildOptions extends ReadOptions {
  readonly out: string;
  readonly node?: readonly string[];
  readonly dryRun?: true;
  readonly force?: true;
  readonly format: Format;
  readonly strict?: true;
}

const HELP = `
Findings go to the standard error, the summary to the standard output. With any error, and with --strict at any
finding, nothing is written. A build is one transaction: it happens as a whole or not at all.

Examples:
  intentlb build                             the catalog in this folder, into ./out
  intentlb build examples/campus -o tree --dry-run
  intentlb build --node lb1 lb2              those nodes' files only`;

/** `intentlb build`: writes the configuration of all machines. */
export function buildCommand(): Command {
  return new Command("build")
    .description("write the configuration of all nodes")
    .argument("[catalog]", "folder of the catalog", ".")
    .option("-o, --out <dir>", "folder that the tree is written to", "out")
    .addOption(new Option("--node <name...>", "write the files of these nodes only"))
    .option("--dry-run", "say what would be written and removed, and write nothing")
    .option("--force", "overwrite files that were edited by hand or are not ours")
    .addOption(formatOption())
    .addOption(strictOption())
    .addOption(todayOption())
    .addOption(cacheOption())
    .addHelpText("after", HELP)
    .action(build);
}

async function build(catalog: string, options: BuildOptions): Promise<void> {
  const [{ recallBuild }, { summarize }] = await Promise.all([import("./recall-build.ts"), import("./summarize.ts")]);
  const { last, files, remember } = recallBuild(catalog, options);
  if (last !== undefined) {
    process.stdout.write(summarize({ ...options, ...last, catalog, findings: [], elapsed: performance.now() }));
    return;
  }
  const [{ compile }, { catalogInput }, { printFindings }, { writeCompilation }] = await Promise.all([
    import("../pipeline.ts"),
    import("./open-catalog.ts"),
    import("./print-findings.ts"),
    import("./write-compilation.ts"),
  ]);
  const input = { ...catalogInput(catalog, options), ...(files === undefined ? {} : { read: () => files }) };
  const compilation = withProgress(`compiling ${catalog}`, () => compile(input));
  const wrong = wrongNode(options.node ?? [], compilation.fleet);
  if (wrong !== undefined) {
    fail(wrong);
    return;
  }
  const strict = options.strict === true;
  const sound = exitStatus(compilation.findings, strict) === EXIT.clean;
  const { findings, result } = withProgress(`writing ${options.out}`, () =>
    writeCompilation(compilation, sound, options),
  );
  printFindings(findings, catalog, options.format, process.stderr);
  if (options.format === "pretty" && findings.length > 0) process.stderr.write("\n");
  if (result !== undefined && findings.length === 0 && compilation.fleet !== undefined) remember(compilation.fleet);
  process.exitCode = result === undefined ? EXIT.findings : exitStatus(findings, strict);
  process.stdout.write(
    summarize({ ...options, catalog, fleet: compilation.fleet, findings, result, elapsed: performance.now() }),
  );
}
