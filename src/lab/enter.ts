import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { PATH } from "./start-fabric.ts";

/** Output and exit status of a program. */
export interface Outcome {
  /** 137 if it was killed because it took too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Standard input; none if absent. */
  readonly input?: string;
  /** Milliseconds after which it is killed; 10 s if absent. */
  readonly timeout?: number;
}

/** Arguments that run a program in the namespaces of a process of the lab, as the lab's root. */
export function entering(pid: number, kinds = "Umnuip"): string[] {
  return ["nsenter", "-t", String(pid), ...[...kinds].map((kind) => `-${kind}`), "--"];
}

/** Arguments that run a program of ours in the lab's network, with the caller's access to files. */
export function visiting(fabric: number): string[] {
  // Only root can enter without becoming the lab's root, and only root is not the lab's root already.
  return entering(fabric, process.getuid?.() === 0 ? "mnup" : "Umnup");
}

/** Starts a program in the namespaces of a process. It ends with them, if not earlier. */
export function spawnInside(enter: readonly string[], argv: readonly string[]): ChildProcessWithoutNullStreams {
  const [command = "", ...args] = [...enter, ...argv];
  return spawn(command, args, { stdio: "pipe", cwd: "/", env: { PATH, LC_ALL: "C", HOME: "/" } });
}

/** Runs a program there until it ends. */
export function runInside(
  enter: readonly string[],
  argv: readonly string[],
  { input = "", timeout = 10_000 }: RunOptions = {},
): Promise<Outcome> {
  // Killing only nsenter would leave the program inside running.
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
