import type { Command } from "commander";

/** A command that completion offers. */
export interface CompletedCommand {
  /** Its words after `intentlb`: `prove`, `enter`. */
  readonly path: readonly string[];
  readonly command: Command;
}

/** The commands of a program and their subcommands, in the order of its help. `names` only exists for completion. */
export function completedCommands(program: Command): CompletedCommand[] {
  return program.commands
    .filter((command) => command.name() !== "names")
    .flatMap((command) => [
      { path: [command.name()], command },
      ...command.commands.map((inner) => ({ path: [command.name(), inner.name()], command: inner })),
    ]);
}
