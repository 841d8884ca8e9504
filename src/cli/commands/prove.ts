import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { Proof } from "../../prove/proof.ts";
import { labFolder } from "../cache/cache-folder.ts";
import { describeError } from "../describe-error.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { untilEnter } from "../terminal/until-enter.ts";
import { untilKilled } from "../terminal/until-killed.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { type ReadOptions, todayOption } from "./common-options.ts";
import { proveEnterCommand } from "./prove-enter.ts";
import { refuseInSingle } from "./refuse-in-single.ts";

interface ProveCommandOptions extends ReadOptions {
  readonly only?: readonly string[];
  readonly faults: boolean;
  readonly list?: true;
  readonly keep?: true;
  readonly coverage?: boolean;
  readonly report?: string;
}

const HELP = `
Builds the tree in memory, runs the whole fleet from it on this machine, in namespaces, with the real BIRD, HAProxy,
nftables and health daemon, and tests what the catalog promises: each frontend of each service, in both families, from
every network at every site, all host names and paths. Then it injects faults while requests run: members, HAProxy, BIRD,
nodes, route reflectors and site links fail. Needs the daemons, and root or a plain user with subordinate ids.

Examples:
  intentlb prove                               the catalog in the current folder
  intentlb prove examples/campus --only www moodle
  intentlb prove --report proof.xml            in a pipeline
  intentlb prove --no-faults                   test without injecting faults
  intentlb prove --no-faults --coverage        say which lines nobody would notice if they were wrong
  intentlb prove --keep                        keep the fleet running, to inspect it with \`prove enter\`
  intentlb prove --list                        list tests and faults without running them

Exit status: 0 all tests passed, 1 tests failed or the catalog has errors, 2 the lab cannot start on this machine.`;

/** Printed if the fleet keeps running. */
const KEPT = `
The fleet is still running. Inspect it from another terminal:
  intentlb prove enter world
  intentlb prove enter NODE -- COMMAND
Press Enter or Ctrl-C to stop it.
`;

/** `intentlb prove`: runs the fleet and tests with traffic whether the intent holds. */
export function proveCommand(): Command {
  return new Command("prove")
    .description("run the whole fleet on this machine, test every promise with real traffic, and inject faults")
    .enablePositionalOptions()
    .argument("[catalog]", 'catalog folder, or its only file (write ./enter for a folder named "enter")', ".")
    .addOption(new Option("--only <service...>", "test only these services, and start only the machines they need"))
    .addOption(new Option("--no-faults", "do not inject faults"))
    .addOption(new Option("--list", "list tests and faults without running them"))
    .addOption(new Option("--coverage", "list generated lines that no test exercised"))
    .addOption(new Option("--keep", "keep the fleet running after the tests, until Enter or Ctrl-C"))
    .addOption(new Option("--report <file>", "write the result as JSON (.json) or JUnit (.xml)"))
    .addOption(todayOption())
    .addHelpText("after", HELP)
    .hook("preAction", refuseInSingle)
    .action(prove)
    .addCommand(proveEnterCommand());
}

async function prove(catalog: string, options: ProveCommandOptions): Promise<void> {
  const [
    { compile, hasErrors },
    { catalogInput },
    { printFindings },
    { layOutTree },
    { labInputOf },
    { narrowInput },
    { reportWriter },
  ] = await Promise.all([
    import("../../pipeline.ts"),
    import("../request/open-catalog.ts"),
    import("../report/print-findings.ts"),
    import("../../lay-out-tree.ts"),
    import("../../lab/lab-input.ts"),
    import("../../lab/narrow-input.ts"),
    import("../report/proof/proof-report.ts"),
  ]);
  const write = options.report === undefined ? undefined : reportWriter(options.report);
  if (options.report !== undefined && write === undefined) {
    fail(`the report file must end in .json or .xml, not ${options.report}`);
    return;
  }
  const compilation = withProgress(`compiling ${catalog}`, () => compile(catalogInput(catalog, options)));
  const { fleet, claims, findings } = compilation;
  if (hasErrors(findings) || fleet === undefined || claims === undefined) {
    printFindings(findings, catalog, "pretty", process.stdout);
    process.stdout.write("\nnot run: the catalog has errors\n");
    process.exitCode = EXIT.findings;
    return;
  }
  const wrong = options.only?.find((name) => !fleet.services.has(name));
  if (wrong !== undefined) {
    const help = didYouMean(wrong, fleet.services.keys());
    fail(`there is no service \`${wrong}\`${help === undefined ? "" : `: ${help}`}`);
    return;
  }
  const whole = labInputOf(fleet, claims, layOutTree(compilation));
  const input = options.only === undefined ? whole : narrowInput(whole, new Set(options.only));
  if (options.list === true) return list(input, options);
  const { brokenIn, describeProof } = await import("../report/proof/describe-proof.ts");
  await run(whole, input, options, (proof) => {
    process.stdout.write(describeProof(proof));
    if (options.report !== undefined && write !== undefined) writeFileSync(options.report, write(proof));
    process.exitCode = brokenIn(proof).length === 0 ? EXIT.clean : EXIT.findings;
  });
}

/**
 * Prints the result, or that the fleet cannot run; nothing if the user ended the program.
 * @param whole the whole fleet, of which the second one is the part that runs
 */
async function run(
  whole: LabInput,
  { tree }: LabInput,
  { only, faults, keep, coverage = false }: ProveCommandOptions,
  tell: (proof: Proof) => void,
): Promise<void> {
  const [{ proveFleet }, { whatIsMissing }, { searchPath }] = await Promise.all([
    import("../../prove/prove-fleet.ts"),
    import("../../lab/what-is-missing.ts"),
    import("../../verdict/find-program.ts"),
  ]);
  const missing = whatIsMissing(tree, searchPath(process.env["PATH"]));
  if (missing !== undefined) {
    fail(missing);
    return;
  }
  const runtime = labFolder(process.env);
  if (runtime === undefined) {
    fail("other users can write to the folder for the fleet's files: set XDG_CACHE_HOME to a folder of your own");
    return;
  }
  const progress = progressLine(process.stderr);
  let isProven = false;
  await untilKilled(async (signal) => {
    const onProof = async (proof: Proof) => {
      isProven = true;
      progress.clear();
      tell(proof);
      if (keep === undefined) return;
      process.stderr.write(KEPT);
      await untilEnter(signal);
    };
    try {
      await proveFleet(whole, {
        runtime,
        ...(only === undefined ? {} : { only: new Set(only) }),
        faults,
        coverage,
        signal,
        onProgress: progress.show,
        onProof,
      });
    } catch (error) {
      progress.clear();
      if (isProven) throw error;
      if (!signal.aborted) fail(`the lab cannot start on this machine: ${describeError(error)}`);
    } finally {
      progress.clear();
    }
  });
}

async function list(input: LabInput, { only, faults }: ProveCommandOptions): Promise<void> {
  const [{ listQuestions }, { listFaults }, { planNetwork }] = await Promise.all([
    import("../report/proof/list-questions.ts"),
    import("../report/proof/list-faults.ts"),
    import("../../lab/network/plan-network.ts"),
  ]);
  const plan = planNetwork(input.fleet, input.claims);
  const meant = only === undefined ? undefined : new Set(only);
  process.stdout.write(listQuestions(input, plan, meant));
  if (faults) process.stdout.write(listFaults(input, plan, meant));
}
