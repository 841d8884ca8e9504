import { Command, Option } from "commander";
import { DIFF_EXIT } from "../exit-status.ts";
import type { ComparedWith } from "../report/diff/compared-with.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { cacheOption, type ReadOptions, todayOption } from "./common-options.ts";

const FORMATS = ["pretty", "json"] as const;

interface DiffOptions extends ReadOptions {
  readonly out: string;
  readonly against?: string;
  readonly format: (typeof FORMATS)[number];
  readonly stat?: true;
  readonly full?: true;
}

const HELP = `
Shows what the change does, then each file as a unified diff; a file that changes alike on many nodes is shown once.
Nothing is written. Exit status: 0 no differences, 1 any error, 2 differences.

Examples:
  intentlb diff                              the catalog in the current folder against ./out
  intentlb diff examples/campus -o tree --stat
  intentlb diff --against ../main/out        against the output of another checkout
  intentlb diff --format json                for programs, nothing shortened`;

/** `intentlb diff`: what a build would change. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("show what a build would change, and its effect")
    .argument("[catalog]", "catalog folder, or its only file", ".")
    .option("-o, --out <dir>", "output folder to compare with", "out")
    .addOption(
      new Option("--against <dir>", "compare with a tree that was built elsewhere, not with --out").conflicts("out"),
    )
    .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("pretty"))
    .addOption(new Option("--stat", "only file names and numbers of changed lines").conflicts("full"))
    .option("--full", "shorten nothing, and print new and removed files in full")
    .addOption(todayOption())
    .addOption(cacheOption())
    .addHelpText("after", HELP)
    .action(diff);
}

async function diff(catalog: string, options: DiffOptions): Promise<void> {
  process.exitCode = DIFF_EXIT.error;
  const [{ compile, hasErrors }, { catalogInput }, { printFindings }, { collectFindings }, { ALL_CODES }] =
    await Promise.all([
      import("../../pipeline.ts"),
      import("../request/open-catalog.ts"),
      import("../report/print-findings.ts"),
      import("../../diagnostics/collect-findings.ts"),
      import("../../codes.ts"),
    ]);
  const compilation = withProgress(`compiling ${catalog}`, () => compile(catalogInput(catalog, options, options.out)));
  if (hasErrors(compilation.findings)) {
    printFindings(compilation.findings, catalog, "pretty", process.stderr);
    return;
  }
  const [diffTrees, { layOutTree }, { describeDiff }, { diffJson }] = await Promise.all([
    import("../../diff/diff-tree.ts"),
    import("../../lay-out-tree.ts"),
    import("../report/diff/describe-diff.ts"),
    import("../report/diff/diff-json.ts"),
  ]);
  const tree = layOutTree(compilation);
  const { report, list } = collectFindings(ALL_CODES);
  const { against, out } = options;
  const compared: ComparedWith =
    against === undefined ? { kind: "output", folder: out } : { kind: "tree", folder: against };
  const compare = against === undefined ? diffTrees.diffTree : diffTrees.diffAgainst;
  const found = withProgress(`comparing with ${compared.folder}`, () => compare(compared.folder, tree, report));
  if (found === undefined) {
    printFindings(list(), catalog, "pretty", process.stderr);
    return;
  }
  const { color } = terminalOf(process.stdout, process.env);
  process.stdout.write(
    options.format === "json" ? diffJson(found) : describeDiff(found, { ...options, compared, color }),
  );
  process.exitCode = diffTrees.isDifferent(found) ? DIFF_EXIT.different : DIFF_EXIT.same;
}
