import { spawn } from "node:child_process";
import { present } from "../contract/present.ts";

/** How a process ended. */
export interface Ended {
  /** Exit status; null if a signal ended it or it could not be started. */
  readonly status: number | null;
  /** Why there is no status. */
  readonly cause?: string;
  /** What it wrote to both streams, in order of arrival. */
  readonly output: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed. */
  readonly timeout: number;
  /** Kills it when aborted. */
  readonly signal: AbortSignal;
}

/** Output beyond this is discarded. */
const MOST_OUTPUT = 1024 * 1024;

/** Runs a program without a shell, in a process group of its own that is killed as a whole. Never rejects. */
export function runProcess(argv: readonly string[], { cwd, env, timeout, signal }: ProcessOptions): Promise<Ended> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let cause: string | undefined;
    const output = () => Buffer.concat(chunks).toString();
    if (signal.aborted) {
      resolve({ status: null, cause: "was interrupted", output: "" });
      return;
    }
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const kill = (why: string) => {
      cause ??= why;
      // Its group may be gone already.
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid);
    };
    const timer = setTimeout(() => kill(`took longer than ${timeout / 1000} s`), timeout);
    const abort = () => kill("was interrupted");
    signal.addEventListener("abort", abort);
    const collect = (chunk: Buffer) => {
      if (size < MOST_OUTPUT) chunks.push(chunk);
      size += chunk.length;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const end = (ended: Ended) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      resolve(ended);
    };
    child.on("error", (error) => end({ status: null, cause: `could not be started: ${error.message}`, output: "" }));
    child.on("close", (status, killedBy) => {
      if (cause === undefined && killedBy !== null) cause = `was killed by ${killedBy}`;
      end({ status: cause === undefined ? status : null, ...present({ cause }), output: output() });
    });
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
