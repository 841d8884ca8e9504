import { Command } from "commander";
import { IGNORE_FILE } from "../../catalog/read/ignore-file-name.ts";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { Analysis } from "../../pipeline.ts";
import { exitStatus } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { count, countFindings } from "../report/count.ts";
import type { Format } from "../report/formats.ts";
import type { printFindings as PrintFindings } from "../report/print-findings.ts";
import { isAbout, type LintScope, lintScope } from "../request/lint-scope.ts";
import {
  catalogOption,
  dayOf,
  formatOption,
  type ReadOptions,
  strictOption,
  todayOption,
  WATCH_IS_PRETTY,
  watchOption,
} from "./common-options.ts";

interface LintOptions extends ReadOptions {
  readonly catalog?: string;
  readonly format: Format;
  readonly strict?: true;
  readonly accepted?: true;
  readonly watch?: true;
}

const HELP = `
Findings go to standard output. With files as arguments, the whole catalog is read, but only findings about those files
are printed; their catalog is the nearest folder above them with a \`fleet\` section, unless --catalog names it.

Examples:
  intentlb lint                            the catalog in the current folder
  intentlb lint examples/campus --strict
  intentlb lint services/web.yaml          one file, for editors
  intentlb lint --format sarif > lint.sarif
  intentlb lint --watch                    again each time that a file is saved
  intentlb lint --accepted                 accepted findings, with reason and end date

As a pre-commit hook, for commits that change the catalog in the folder loadbalancing:
  git diff --cached --quiet -- loadbalancing || intentlb lint loadbalancing`;

/** `intentlb lint`: what is wrong with a catalog, or with some files of it. */
export function lintCommand(): Command {
  return new Command("lint")
    .description("check a catalog, or some of its files, for mistakes")
    .argument("[path...]", "catalog folder, or files of a catalog (default: current folder)")
    .addOption(catalogOption())
    .addOption(formatOption())
    .addOption(strictOption())
    .option("--accepted", "list the findings that the catalog accepts, with reasons, instead of the others")
    .addOption(watchOption())
    .addOption(todayOption())
    .addHelpText("after", HELP)
    .action(lint);
}

async function lint(paths: readonly string[], options: LintOptions, command: Command): Promise<void> {
  const scope = lintScope(paths, options.catalog);
  if (typeof scope === "string") {
    fail(scope);
    return;
  }
  if (options.watch === true) {
    await watch(scope, options, dayOf(command));
    return;
  }
  const [{ openCatalog }, { printFindings }] = await Promise.all([
    import("../request/open-catalog.ts"),
    import("../report/print-findings.ts"),
  ]);
  tell(openCatalog(scope.catalog, options, undefined, scope.files), scope, options, printFindings);
}

async function watch(scope: LintScope, options: LintOptions, today: () => string): Promise<void> {
  if (options.format !== "pretty") {
    fail(WATCH_IS_PRETTY);
    return;
  }
  const [{ analyze }, { printFindings }, { answerBeginner }, { watchCatalog }] = await Promise.all([
    import("../../pipeline.ts"),
    import("../report/print-findings.ts"),
    import("../watch/begin-answer.ts"),
    import("../watch/watch-catalog.ts"),
  ]);
  const begin = answerBeginner(process.stdout);
  await watchCatalog({ catalog: scope.catalog, today }, (input) => {
    const analysis = analyze(input);
    begin();
    tell(analysis, scope, options, printFindings);
  });
}

function tell(analysis: Analysis, scope: LintScope, options: LintOptions, printFindings: typeof PrintFindings): void {
  if (options.accepted === true) {
    const accepted = analysis.accepted.filter((finding) => isAbout(finding, scope.files));
    printFindings(accepted, scope.catalog, options.format, process.stdout);
    if (options.format === "pretty")
      process.stdout.write(summary(accepted, `${count(accepted.length, "finding")} accepted`));
    const errors = countErrors(analysis.findings);
    if (errors > 0) {
      // Of other files not all are found.
      const number = scope.files === undefined ? count(errors, "error") : "errors";
      process.stderr.write(`intentlb: ${number} in the catalog, so this list may be incomplete\n`);
    }
    return;
  }
  const { findings, size, sources } = analysis;
  const shown = findings.filter((finding) => isAbout(finding, scope.files));
  printFindings(shown, scope.catalog, options.format, process.stdout);
  if (options.format === "pretty") {
    const things =
      size === undefined ? "" : `${count(size.services.size, "service")}, ${count(size.nodes.size, "node")}: `;
    process.stdout.write(summary(shown, `${things}${countFindings(shown)}`));
  }
  if (countErrors(findings) > countErrors(shown))
    process.stderr.write("intentlb: other files of the catalog have errors: lint the whole catalog to see them\n");
  for (const path of leftOut(scope, sources, findings)) {
    process.stderr.write(
      `intentlb: ${escapeControls(path)} is not part of the catalog: excluded by ${IGNORE_FILE}, a hidden name or an output folder\n`,
    );
  }
  process.exitCode = exitStatus(shown, options.strict === true);
}

/** Requested files that were not read, without a finding that says so. */
function leftOut({ files = new Set() }: LintScope, sources: readonly Source[], findings: readonly Finding[]): string[] {
  const read = new Set(sources.map(({ path }) => path));
  const isTold = (path: string) =>
    findings.some((each) => each.at === undefined && each.message.startsWith(`${path} `));
  return [...files].filter((path) => isYaml(path) && !read.has(path) && !isTold(path));
}

/** The last line, separated from findings above it. */
function summary(shown: readonly Finding[], line: string): string {
  return `${shown.length > 0 ? "\n" : ""}${line}\n`;
}

function countErrors(findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.severity === "error").length;
}
