import { Command, Option } from "commander";
import type { Finding } from "../../contract/finding.ts";
import { EXIT, exitStatus } from "../exit-status.ts";
import { fail } from "../fail.ts";
import type { Format } from "../report/formats.ts";
import { wrongNode } from "../request/wrong-node.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { cacheOption, formatOption, type ReadOptions, strictOption, todayOption } from "./common-options.ts";

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
    .argument("[catalog]", "folder of the catalog, or its only file", ".")
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
  const [{ recallBuild }, { summarize }] = await Promise.all([
    import("../cache/recall-build.ts"),
    import("../report/summarize.ts"),
  ]);
  const { last, files, remember } = recallBuild(catalog, options);
  if (last !== undefined) {
    await tell(last.findings, catalog, options);
    process.stdout.write(summarize({ ...options, ...last, catalog, elapsed: performance.now() }));
    return;
  }
  const [{ compile }, { catalogInput }, { writeCompilation }] = await Promise.all([
    import("../../pipeline.ts"),
    import("../request/open-catalog.ts"),
    import("../request/write-compilation.ts"),
  ]);
  const input = {
    ...catalogInput(catalog, options, options.out),
    ...(files === undefined ? {} : { read: () => files }),
  };
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
  await tell(findings, catalog, options);
  // What writing found is about the folder, which may be another one next time.
  const isKnown = result !== undefined && findings.length === compilation.findings.length;
  if (isKnown && compilation.fleet !== undefined) remember(compilation.fleet, findings);
  process.exitCode = result === undefined ? EXIT.findings : exitStatus(findings, strict);
  process.stdout.write(
    summarize({ ...options, catalog, fleet: compilation.size, findings, result, elapsed: performance.now() }),
  );
}

/** Prints findings, and sets them off from the summary where people read both. */
async function tell(findings: readonly Finding[], catalog: string, { format }: BuildOptions): Promise<void> {
  if (format === "pretty" && findings.length === 0) return;
  const { printFindings } = await import("../report/print-findings.ts");
  printFindings(findings, catalog, format, process.stderr);
  if (format === "pretty") process.stderr.write("\n");
}
