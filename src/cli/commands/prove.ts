import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { LabInput } from "../../lab/start-lab.ts";
import type { Proof } from "../../prove/proof.ts";
import { labFolder } from "../cache/cache-folder.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { untilEnter } from "../terminal/until-enter.ts";
import { untilKilled } from "../terminal/until-killed.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { cacheOption, type ReadOptions, todayOption } from "./common-options.ts";
import { proveEnterCommand } from "./prove-enter.ts";

interface ProveCommandOptions extends ReadOptions {
  readonly only?: readonly string[];
  readonly faults: boolean;
  readonly list?: true;
  readonly keep?: true;
  readonly report?: string;
}

const HELP = `
Builds the tree in memory, runs the whole fleet from it on this machine, in namespaces, with the real BIRD, HAProxy,
nftables and health program, and asks what the catalog promises: each frontend of each service, in both families, from every
network at every site, all host names and paths. Then it breaks things while requests run: members, HAProxy, BIRD, nodes,
reflectors, links of sites. Needs root, or a plain user with subordinate ids, and the daemons.

Examples:
  intentlb prove                               the catalog in this folder
  intentlb prove examples/campus --only www moodle
  intentlb prove --report proof.xml            in a pipeline
  intentlb prove --no-faults                   only ask, and break nothing
  intentlb prove --keep                        leave the fleet running, to look around with \`prove enter\`
  intentlb prove --list                        only say what would be asked and broken

Exit status: 0 every promise is kept, 1 some are not or the catalog has errors, 2 the fleet can't be run here.`;

/** What is said when the fleet is left running. */
const KEPT = `
The fleet still runs. Look around in it from another terminal:
  intentlb prove enter world
  intentlb prove enter NODE -- COMMAND
Enter or Ctrl-C ends it.
`;

/** `intentlb prove`: runs the fleet and lets traffic decide whether the intent holds. */
export function proveCommand(): Command {
  return new Command("prove")
    .description("run the whole fleet on this machine, ask what is promised, and break things meanwhile")
    .enablePositionalOptions()
    .argument("[catalog]", "folder of the catalog, or its only file; one that is called enter is written ./enter", ".")
    .addOption(new Option("--only <service...>", "ask about these services only, and break what they stand on"))
    .addOption(new Option("--no-faults", "break nothing on purpose"))
    .addOption(new Option("--list", "say what would be asked and broken, and run nothing"))
    .addOption(new Option("--keep", "leave the fleet running after the proof, until Enter or Ctrl-C"))
    .addOption(new Option("--report <file>", "write the result as JSON (.json) or JUnit (.xml)"))
    .addOption(todayOption())
    .addOption(cacheOption())
    .addHelpText("after", HELP)
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
    { reportWriter },
  ] = await Promise.all([
    import("../../pipeline.ts"),
    import("../request/open-catalog.ts"),
    import("../report/print-findings.ts"),
    import("../../lay-out-tree.ts"),
    import("../../lab/lab-input-of.ts"),
    import("../report/proof/proof-report.ts"),
  ]);
  const write = options.report === undefined ? undefined : reportWriter(options.report);
  if (options.report !== undefined && write === undefined) {
    fail(`${options.report} ends neither in .json nor in .xml`);
    return;
  }
  const compilation = withProgress(`compiling ${catalog}`, () => compile(catalogInput(catalog, options)));
  const { fleet, claims, findings } = compilation;
  if (hasErrors(findings) || fleet === undefined || claims === undefined) {
    printFindings(findings, catalog, "pretty", process.stdout);
    process.stdout.write("\nnothing was proven, since the catalog has errors\n");
    process.exitCode = EXIT.findings;
    return;
  }
  const wrong = options.only?.find((name) => !fleet.services.has(name));
  if (wrong !== undefined) {
    const help = didYouMean(wrong, fleet.services.keys());
    fail(`there is no service \`${wrong}\`${help === undefined ? "" : `: ${help}`}`);
    return;
  }
  const input = labInputOf(fleet, claims, layOutTree(compilation));
  if (options.list === true) return list(input, options);
  const { brokenIn, describeProof } = await import("../report/proof/describe-proof.ts");
  await run(input, options, (proof) => {
    process.stdout.write(describeProof(proof));
    if (options.report !== undefined && write !== undefined) writeFileSync(options.report, write(proof));
    process.exitCode = brokenIn(proof).length === 0 ? EXIT.clean : EXIT.findings;
  });
}

/** Tells the result, unless the fleet can't be run, which is told, or somebody ended the program. */
async function run(
  input: LabInput,
  { only, faults, keep }: ProveCommandOptions,
  tell: (proof: Proof) => void,
): Promise<void> {
  const [{ proveFleet }, { whatIsMissing }, { searchPath }] = await Promise.all([
    import("../../prove/prove-fleet.ts"),
    import("../../lab/what-is-missing.ts"),
    import("../../verdict/find-program.ts"),
  ]);
  const missing = whatIsMissing(input.tree, searchPath(process.env["PATH"]));
  if (missing !== undefined) {
    fail(missing);
    return;
  }
  const runtime = labFolder(process.env);
  if (runtime === undefined) {
    fail("others may write to the folder for the fleet's files: set XDG_CACHE_HOME to a folder of your own");
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
      await proveFleet(input, {
        runtime,
        ...(only === undefined ? {} : { only: new Set(only) }),
        faults,
        signal,
        onProgress: progress.show,
        onProof,
      });
    } catch (error) {
      progress.clear();
      if (isProven) throw error;
      if (!signal.aborted) fail(`the fleet does not run here: ${describeError(error)}`);
    } finally {
      progress.clear();
    }
  });
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
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
