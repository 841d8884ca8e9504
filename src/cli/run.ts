import { describeCrash, describeSystemError } from "./describe-crash.ts";
import { failureStatus } from "./exit-status.ts";
import { runProgram } from "./run-program.ts";

/**
 * Runs a command line and returns the exit status. Nothing escapes: commander has explained wrong usage, a full disk or
 * a missing permission becomes one line, and a bug says how to see its stack.
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    return await runProgram(argv);
  } catch (error) {
    process.stderr.write(`intentlb: ${describeSystemError(error) ?? describeCrash(error, process.env)}\n`);
    return failureStatus(argv);
  }
}
