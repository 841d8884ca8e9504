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
  intentlb lint loadbalancing            find what is wrong with it
  intentlb build loadbalancing -o out    write the configuration of all nodes
  intentlb check loadbalancing           let the daemons judge it
  intentlb prove loadbalancing           run it all here, and ask what it promises
  intentlb diff loadbalancing -o out     say what a build would change, and what that does
  intentlb explain www.access            say where a value comes from

Exit status: 0 clean, 1 findings or differences, 2 wrong usage or a crash.
Environment: NO_COLOR switches colours off.`;

/** The program with all its commands. Commands load what they need when they run, so that --help is instant. */
export function createProgram(): Command {
  const program = new Command("intentlb")
    .description("From the intent of services to the configuration of every machine that balances their load")
    .version(readVersion(), "--version", "print the version")
    // What stands behind a command is its own, down to a command's command line.
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
  for (const command of [program, ...commands]) command.exitOverride().showHelpAfterError("(--help explains)");
  return program;
}
