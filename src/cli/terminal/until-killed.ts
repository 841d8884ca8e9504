const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does work that has children and temporary files. When somebody kills the program the work is told by its signal, cleans up
 * and ends; then the program dies as it was to.
 */
export async function untilKilled<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  let killedBy: NodeJS.Signals | undefined;
  const abort = (signal: NodeJS.Signals) => {
    killedBy = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
    if (killedBy !== undefined) process.kill(process.pid, killedBy);
  }
}
