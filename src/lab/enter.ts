import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { PATH } from "./start-fabric.ts";

/** What a program said, and how it ended. */
export interface Outcome {
  /** 137 where it was killed for taking too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Standard input; none where absent. */
  readonly input?: string;
  /** Milliseconds after which it is killed; 10 s where absent. */
  readonly timeout?: number;
}

/** Arguments that run a program in the namespaces of a process of the lab, as the lab's root. */
export function entering(pid: number, kinds = "Umnuip"): string[] {
  return ["nsenter", "-t", String(pid), ...[...kinds].map((kind) => `-${kind}`), "--"];
}

/** Arguments that run a program of ours in the lab's network, with what the caller may read. */
export function visiting(fabric: number): string[] {
  // Only root may enter without becoming the lab's root, and only root is not him already.
  return entering(fabric, process.getuid?.() === 0 ? "mnup" : "Umnup");
}

/** Starts a program in the namespaces of a process. It ends with them at the latest. */
export function spawnInside(enter: readonly string[], argv: readonly string[]): ChildProcessWithoutNullStreams {
  const [command = "", ...args] = [...enter, ...argv];
  return spawn(command, args, { stdio: "pipe", cwd: "/", env: { PATH, LC_ALL: "C", HOME: "/" } });
}

/** Runs a program there to its end. */
export function runInside(
  enter: readonly string[],
  argv: readonly string[],
  { input = "", timeout = 10_000 }: RunOptions = {},
): Promise<Outcome> {
  // Killing what enters would leave the program inside alone.
  const child = spawnInside(enter, ["timeout", "-s", "KILL", String(timeout / 1000), ...argv]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    stdout += data;
  });
  child.stderr.setEncoding("utf8").on("data", (data: string) => {
    stderr += data;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
