import { availableParallelism, tmpdir } from "node:os";
import { Command, Option } from "commander";
import type { Report } from "../../contract/finding.ts";
import type { Compilation } from "../../pipeline.ts";
import type { CheckSummary, Progress } from "../../verdict/check-tree.ts";
import { EXIT, exitStatus } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { count, countFindings } from "../report/count.ts";
import type { Format } from "../report/formats.ts";
import { wrongNode } from "../request/wrong-node.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { untilKilled } from "../terminal/until-killed.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { formatOption, type ReadOptions, strictOption, todayOption } from "./common-options.ts";
import { refuseInSingle } from "./refuse-in-single.ts";

interface CheckOptions extends ReadOptions {
  readonly node?: readonly string[];
  readonly format: Format;
  readonly strict?: true;
}

/** Raw lines are shown next to the daemons' messages. */
const RAW_LINE = "raw/line";

const HELP = `
Compiles the catalog and runs each node's daemons in check mode on its files, at the paths they have on the node.
Nothing is written. A daemon's message becomes a finding at the generated line, with notes that point into the catalog.
The daemons must be installed; the nodes' certificates need not be present. No privileges are needed where user
namespaces are allowed.

Examples:
  intentlb check                             the catalog in the current folder
  intentlb check examples/campus --node lb1 lb2
  intentlb check --format github             in a pipeline`;

/** `intentlb check`: the daemons' own verdict on what would be built. */
export function checkCommand(): Command {
  return new Command("check")
    .description("test the generated configuration with the daemons themselves")
    .argument("[catalog]", "catalog folder, or its only file", ".")
    .addOption(new Option("--node <name...>", "check only the files of these nodes"))
    .addOption(formatOption())
    .addOption(strictOption())
    .addOption(todayOption())
    .addHelpText("after", HELP)
    .hook("preAction", refuseInSingle)
    .action(check);
}

async function check(catalog: string, options: CheckOptions): Promise<void> {
  const [{ compile, hasErrors }, { catalogInput }, { printFindings }, { collectFindings }, { ALL_CODES }] =
    await Promise.all([
      import("../../pipeline.ts"),
      import("../request/open-catalog.ts"),
      import("../report/print-findings.ts"),
      import("../../diagnostics/collect-findings.ts"),
      import("../../codes.ts"),
    ]);
  const compilation = withProgress(`compiling ${catalog}`, () => compile(catalogInput(catalog, options)));
  const wrong = wrongNode(options.node ?? [], compilation.fleet);
  if (wrong !== undefined) {
    fail(wrong);
    return;
  }
  if (hasErrors(compilation.findings)) {
    printFindings(compilation.findings, catalog, options.format, process.stdout);
    if (options.format === "pretty") process.stdout.write("\nnot run: the catalog has errors\n");
    process.exitCode = EXIT.findings;
    return;
  }
  const { report, list } = collectFindings(ALL_CODES);
  const summary = await untilKilled((signal) => judge(compilation, options, signal, report));
  const findings = [...compilation.findings.filter(({ code }) => code === RAW_LINE), ...list()];
  printFindings(findings, catalog, options.format, process.stdout);
  if (options.format === "pretty") {
    const elapsed = `${(performance.now() / 1000).toFixed(2)} s`;
    process.stdout.write(
      `${findings.length > 0 ? "\n" : ""}${catalog}: ${describe(summary)}: ${countFindings(findings)}; ${elapsed}\n`,
    );
  }
  process.exitCode = exitStatus(findings, options.strict === true);
}

/** Runs the daemons of this machine on the compiled files. */
async function judge(
  compilation: Compilation,
  { node }: CheckOptions,
  signal: AbortSignal,
  report: Report,
): Promise<CheckSummary> {
  const [{ checkTree }, { checkContext }, { searchPath }, { layOutTree }] = await Promise.all([
    import("../../verdict/check-tree.ts"),
    import("../../check-context.ts"),
    import("../../verdict/find-program.ts"),
    import("../../lay-out-tree.ts"),
  ]);
  const progress = progressLine(process.stderr);
  let last: Progress | undefined;
  let since = performance.now();
  const show = () => {
    if (last !== undefined) progress.show(describeProgress(last, performance.now() - since));
  };
  const clock = setInterval(show, 1000);
  try {
    return await checkTree(
      layOutTree(compilation),
      {
        ...(node === undefined ? {} : { nodes: new Set(node) }),
        ...checkContext(compilation),
        path: searchPath(process.env["PATH"]),
        temporary: tmpdir(),
        isRoot: process.getuid?.() === 0,
        parallel: availableParallelism(),
        signal,
        onProgress: (next) => {
          if (next.running[0] !== last?.running[0]) since = performance.now();
          last = next;
          show();
        },
      },
      report,
    );
  } finally {
    clearInterval(clock);
    progress.clear();
  }
}

/** "checked 3 of 7 configurations; icinga2 is checking mon1 (34 s)" */
function describeProgress({ done, all, running: [longest] }: Progress, elapsed: number): string {
  const now =
    longest === undefined
      ? ""
      : `; ${longest.daemon} is checking ${longest.nodes[0]} (${Math.round(elapsed / 1000)} s)`;
  return `checked ${done} of ${all} configurations${now}`;
}

function describe({ judged, daemons, sandbox }: CheckSummary): string {
  if (judged === 0) return "nothing was checked";
  const how = sandbox === "copy" ? " (in copies at other paths, because namespaces are not allowed here)" : "";
  return `${count(judged, "configuration")} checked by ${daemons.join(", ")}${how}`;
}
