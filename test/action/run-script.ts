import { spawn } from "node:child_process";
import { once } from "node:events";

export interface ScriptResult {
  readonly status: number | null;
  /** Both streams, as a runner logs them. */
  readonly log: string;
}

/** Runs a program and waits for it, while servers of this process answer. */
export async function runScript(
  command: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ScriptResult> {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const [status] = await once(child, "close");
  return { status, log };
}
