const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does work that has children and temporary files. If the program is killed, the work is aborted through its signal,
 * cleans up and ends; then the program dies by the original signal.
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
