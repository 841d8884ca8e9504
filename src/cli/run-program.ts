import { CommanderError } from "commander";
import { EXIT, failureStatus } from "./exit-status.ts";
import { createProgram } from "./program.ts";

/** Lets commander run a command and returns the exit status. Throws anything that is neither wrong usage nor a finding. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  // Commands set it; it is read at the end, because commander returns nothing.
  process.exitCode = EXIT.clean;
  try {
    await createProgram().parseAsync(argv);
    return Number(process.exitCode);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.clean : failureStatus(argv);
  }
}
