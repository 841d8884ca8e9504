import { Command, InvalidArgumentError, Option } from "commander";
import type { Finding } from "../../contract/finding.ts";
import { EXIT, exitStatus } from "../exit-status.ts";
import { fail } from "../fail.ts";
import type { Format } from "../report/formats.ts";
import { wrongNode } from "../request/wrong-node.ts";
import { withProgress } from "../terminal/with-progress.ts";
import {
  dayOf,
  formatOption,
  type ReadOptions,
  strictOption,
  todayOption,
  WATCH_IS_PRETTY,
  watchOption,
} from "./common-options.ts";

interface BuildOptions extends ReadOptions {
  readonly out: string;
  readonly node?: readonly string[];
  readonly dryRun?: true;
  readonly force?: true;
  readonly expect?: string;
  readonly format: Format;
  readonly strict?: true;
  /** Whether the last build is remembered. */
  readonly cache: boolean;
  readonly watch?: true;
}

const HELP = `
Findings go to standard error, the summary to standard output. If there is any error, or any finding with --strict,
nothing is written. A build is one transaction: all of it is written, or none.

Examples:
  intentlb build                             the catalog in the current folder, into ./out
  intentlb build examples/campus -o tree --dry-run
  intentlb build --expect 5f70bf18…          only what was reviewed: the digest that diff printed
  intentlb build --node lb1 lb2              only the files of these nodes
  intentlb build --watch                     again each time that a file is saved`;

/** `intentlb build`: writes the configuration of all machines. */
export function buildCommand(): Command {
  return new Command("build")
    .description("generate the configuration of all nodes")
    .argument("[catalog]", "catalog folder, or its only file", ".")
    .option("-o, --out <dir>", "output folder", "out")
    .addOption(new Option("--node <name...>", "write only the files of these nodes"))
    .option("--dry-run", "list the files that would be written or removed, without writing")
    .option("--force", "overwrite files that were edited by hand or not written by intentlb")
    .addOption(
      new Option("--expect <digest>", "write only what has this digest, as printed by diff")
        .argParser(parseDigest)
        .conflicts("node"),
    )
    .addOption(formatOption())
    .addOption(strictOption())
    .addOption(watchOption().conflicts("expect"))
    .addOption(todayOption())
    .option("--no-cache", "compile even if nothing has changed since the last build")
    .addHelpText("after", HELP)
    .action(build);
}

function parseDigest(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError("A digest has 64 hexadecimal digits; diff prints it.");
  return text;
}

async function build(catalog: string, options: BuildOptions, command: Command): Promise<void> {
  if (options.watch === true) {
    await watch(catalog, options, dayOf(command));
    return;
  }
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
  // Findings from writing concern the folder, which may be another one next time.
  const isKnown = result !== undefined && findings.length === compilation.findings.length;
  if (isKnown && compilation.fleet !== undefined) remember(compilation.fleet, findings);
  process.exitCode = result === undefined ? EXIT.findings : exitStatus(findings, strict);
  process.stdout.write(
    summarize({ ...options, catalog, fleet: compilation.size, findings, result, elapsed: performance.now() }),
  );
}

/** Findings are told before anything is generated: most saves are not the last one. */
async function watch(catalog: string, options: BuildOptions, today: () => string): Promise<void> {
  if (options.format !== "pretty") {
    fail(WATCH_IS_PRETTY);
    return;
  }
  const [{ analyze, generate }, { printFindings }, { summarize }, { writeCompilation }, { answerBeginner }, watching] =
    await Promise.all([
      import("../../pipeline.ts"),
      import("../report/print-findings.ts"),
      import("../report/summarize.ts"),
      import("../request/write-compilation.ts"),
      import("../watch/begin-answer.ts"),
      import("../watch/watch-catalog.ts"),
    ]);
  const begin = answerBeginner(process.stdout);
  const tellAll = (findings: readonly Finding[]) => {
    printFindings(findings, catalog, options.format, process.stderr);
    if (findings.length > 0) process.stderr.write("\n");
  };
  await watching.watchCatalog({ catalog, out: options.out, today }, (input) => {
    const began = performance.now();
    const analysis = analyze(input);
    begin();
    tellAll(analysis.findings);
    const wrong = wrongNode(options.node ?? [], analysis.fleet);
    if (wrong !== undefined) {
      fail(wrong);
      return;
    }
    const sound = exitStatus(analysis.findings, options.strict === true) === EXIT.clean;
    const { findings, result } = writeCompilation(generate(analysis), sound, options);
    tellAll(findings.filter((finding) => !analysis.findings.includes(finding)));
    const elapsed = performance.now() - began;
    process.stdout.write(summarize({ ...options, catalog, fleet: analysis.size, findings, result, elapsed }));
  });
}

/** Prints findings, separated from the summary if people read both. */
async function tell(findings: readonly Finding[], catalog: string, { format }: BuildOptions): Promise<void> {
  if (format === "pretty" && findings.length === 0) return;
  const { printFindings } = await import("../report/print-findings.ts");
  printFindings(findings, catalog, format, process.stderr);
  if (format === "pretty") process.stderr.write("\n");
}
