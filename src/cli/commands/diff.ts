import { Command, Option } from "commander";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import type { Acknowledged } from "../../diff/report-exceeded.ts";
import { DIFF_EXIT } from "../exit-status.ts";
import { DIFF_FORMATS, type DiffFormat } from "../report/diff/diff-formats.ts";
import { showPathFrom } from "../report/show-path.ts";
import { parseAllow, parseLimit } from "../request/acknowledged.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { type ReadOptions, todayOption } from "./common-options.ts";

interface DiffOptions extends ReadOptions {
  readonly out: string;
  readonly against?: string;
  readonly base?: string;
  readonly format: DiffFormat;
  readonly stat?: true;
  readonly words?: true;
  readonly full?: true;
  readonly allow?: Acknowledged["allowed"];
  readonly limit?: Acknowledged["limits"];
}

const HELP = `
Shows what the change does, then each file as a unified diff; a file that changes alike on many nodes is shown once.
A change that opens, withdraws or removes more than \`fleet.guard\` allows is an error, until it is acknowledged.
Nothing is written. Exit status: 0 no differences, 1 any error, 2 differences.

Examples:
  intentlb diff                              the catalog in the current folder against ./out
  intentlb diff examples/campus -o tree --stat
  intentlb diff --base origin/main           what a branch changes, for its review
  intentlb diff --against ../main/out        against the output of another checkout
  intentlb diff --base main --allow opened:wiki --limit nodes=50
  intentlb diff --format json                for programs, nothing shortened
  intentlb diff --format markdown            a comment for a pull request
  intentlb diff --format html > diff.html    a page with pictures of who talks to whom`;

/** `intentlb diff`: what a build would change. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("show what a build would change, and its effect")
    .argument("[catalog]", "catalog folder, or its only file", ".")
    .option("-o, --out <dir>", "output folder to compare with", "out")
    .addOption(
      new Option("--against <dir>", "compare with a tree that was built elsewhere, not with --out").conflicts("out"),
    )
    .addOption(
      new Option("--base <ref>", "compare with what the catalog at this branch, tag or commit builds").conflicts([
        "out",
        "against",
      ]),
    )
    .addOption(new Option("--format <format>", "output format").choices(DIFF_FORMATS).default("pretty"))
    .addOption(new Option("--stat", "only file names and numbers of changed lines").conflicts("full"))
    .addOption(new Option("--words", "only what the change does, in words, without files").conflicts("stat"))
    .option("--full", "shorten nothing, and print new and removed files in full")
    .addOption(
      new Option("--allow <effect>", "acknowledge what exceeds a limit: KIND or KIND:NAME,…").argParser(parseAllow),
    )
    .addOption(
      new Option("--limit <limit>", "KIND=NUMBER, in place of that limit in `fleet.guard`").argParser(parseLimit),
    )
    .addOption(todayOption())
    .addHelpText("after", HELP)
    .action(diff);
}

async function diff(catalog: string, options: DiffOptions): Promise<void> {
  process.exitCode = DIFF_EXIT.error;
  const [{ compile, hasErrors }, { catalogInput }, { printFindings }] = await Promise.all([
    import("../../pipeline.ts"),
    import("../request/open-catalog.ts"),
    import("../report/print-findings.ts"),
  ]);
  const compilation = withProgress(`compiling ${catalog}`, () => compile(catalogInput(catalog, options, options.out)));
  if (hasErrors(compilation.findings)) {
    printFindings(compilation.findings, catalog, "pretty", process.stderr);
    return;
  }
  const [{ isDifferent }, { exceededIn }, { layOutTree }, { digestOf }, { compareTree }, { formatDiff }] =
    await Promise.all([
      import("../../diff/diff-tree.ts"),
      import("../request/exceeded-in.ts"),
      import("../../lay-out-tree.ts"),
      import("../../output/manifest/digest.ts"),
      import("../request/compare-tree.ts"),
      import("../report/diff/format-diff.ts"),
    ]);
  const tree = layOutTree(compilation);
  const comparison = compareTree(catalog, tree, compilation, options);
  if (comparison === undefined) return;
  const { compared, diff } = comparison;
  const showPath = showPathFrom(process.cwd(), folderOfCatalog(catalog));
  const { color } = terminalOf(process.stdout, process.env);
  process.stdout.write(
    formatDiff(diff, options.format, { ...options, compared, digest: digestOf(tree), color, showPath }),
  );
  const exceeded = exceededIn(diff, compilation.fleet, options);
  if (exceeded.length > 0) printFindings(exceeded, catalog, "pretty", process.stderr);
  else process.exitCode = isDifferent(diff) ? DIFF_EXIT.different : DIFF_EXIT.same;
}
