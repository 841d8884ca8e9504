import { describeCrash, describeSystemError } from "./describe-crash.ts";
import { EXIT } from "./exit-status.ts";
import { readVersion } from "./read-version.ts";

/**
 * Runs a command line and gives the exit status. Nothing escapes: wrong usage has been explained by commander,
 * a full disk or a missing permission is told in a line, and a bug says how to see its stack.
 */
export async function run(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  // Scripts ask for it before each use, so it does not wait for commands to be loaded.
  if (argv.length === 3 && argv[2] === "--version") {
    process.stdout.write(`${readVersion()}\n`);
    return EXIT.clean;
  }
  try {
    const { runProgram } = await import("./run-program.ts");
    return await runProgram(argv);
  } catch (error) {
    process.stderr.write(`intentlb: ${describeSystemError(error) ?? describeCrash(error, process.env)}\n`);
    return EXIT.failure;
  }
}

/** Somebody who reads only the head of a list closes the pipe early, which is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
}
