import { isSea } from "node:sea";
import type { Command } from "commander";

/**
 * Hook of commands that run other programs of ours, in the lab or to confine daemons: those are files next to the
 * program, which the single executable does not have.
 */
export function refuseInSingle(command: Command): void {
  if (!isSea()) return;
  command.error(
    `error: \`${command.name()}\` is not part of the single executable; install the npm package or the Debian package`,
  );
}
