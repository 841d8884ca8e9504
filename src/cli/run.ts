import { describeCrash, describeSystemError } from "./describe-crash.ts";
import { EXIT, failureStatus } from "./exit-status.ts";
import { readVersion } from "./read-version.ts";

/**
 * Runs a command line and returns the exit status. Nothing escapes: commander has explained wrong usage, a full disk or
 * a missing permission becomes one line, and a bug says how to see its stack.
 */
export async function run(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  // Scripts call it before each use, so it does not wait for commands to load.
  if (argv.length === 3 && argv[2] === "--version") {
    process.stdout.write(`${readVersion()}\n`);
    return EXIT.clean;
  }
  try {
    const { runProgram } = await import("./run-program.ts");
    return await runProgram(argv);
  } catch (error) {
    process.stderr.write(`intentlb: ${describeSystemError(error) ?? describeCrash(error, process.env)}\n`);
    return failureStatus(argv);
  }
}

/** A reader that only wants the head of a list closes the pipe early, which is not a failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
}
