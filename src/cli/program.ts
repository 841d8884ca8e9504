import { Command } from "commander";
import { buildCommand } from "./commands/build.ts";
import { checkCommand } from "./commands/check.ts";
import { completionCommand } from "./commands/completion.ts";
import { diffCommand } from "./commands/diff.ts";
import { explainCommand } from "./commands/explain.ts";
import { initCommand } from "./commands/init.ts";
import { lintCommand } from "./commands/lint.ts";
import { namesCommand } from "./commands/names.ts";
import { proveCommand } from "./commands/prove.ts";
import { schemaCommand } from "./commands/schema.ts";
import { showCommand } from "./commands/show.ts";
import { readVersion } from "./read-version.ts";

const EXAMPLES = `
Examples:
  intentlb init loadbalancing            start a catalog
  intentlb lint loadbalancing            check it for mistakes
  intentlb build loadbalancing -o out    generate the configuration of all nodes
  intentlb check loadbalancing           test the generated configuration with the daemons themselves
  intentlb prove loadbalancing           run the whole fleet in a lab and test what it promises
  intentlb diff loadbalancing -o out     show what a build would change, and its effect
  intentlb explain www.access            show where a value was set and what it overrode
  intentlb explain services/web.yaml:23  show what a line of the catalog generates

Exit status: 0 clean, 1 findings, 2 usage error or crash; of diff: 0 no differences, 1 any error, 2 differences.
Environment: NO_COLOR disables colors.`;

/** The program with all its commands. Commands load what they need when they run, so --help is instant. */
export function createProgram(): Command {
  const program = new Command("intentlb")
    .description("Compile a catalog of services into the configuration of every machine in the fleet")
    .version(readVersion(), "--version", "print the version")
    // Options after a command belong to it, including the command line that `prove enter` runs.
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  for (const make of [
    initCommand,
    lintCommand,
    buildCommand,
    checkCommand,
    proveCommand,
    diffCommand,
    showCommand,
    explainCommand,
    schemaCommand,
    completionCommand,
  ]) {
    program.addCommand(make());
  }
  program.addCommand(namesCommand(), { hidden: true });
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) command.exitOverride().showHelpAfterError("see --help");
  return program;
}
