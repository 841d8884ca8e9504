import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Starts a process that keeps namespaces, until its standard input ends. Once it speaks it is in them, and is root there:
 * before that, commands would reach ours, or have no rights.
 * @param argv what makes the namespaces and runs the rest: `unshare -rn`
 */
export async function spawnHost(...argv: readonly [string, ...string[]]): Promise<ChildProcess> {
  const [program, ...args] = argv;
  const host = spawn(program, [...args, "sh", "-c", "echo here; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(host.stdout, "data");
  return host;
}
