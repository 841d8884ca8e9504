import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Starts a process that keeps namespaces until its standard input closes. Its first output means that it is root in them:
 * before that, commands would run in our own namespaces, or without rights.
 * @param argv what makes the namespaces and runs the rest: `unshare -rn`
 */
export async function spawnHost(...argv: readonly [string, ...string[]]): Promise<ChildProcess> {
  const [program, ...args] = argv;
  const host = spawn(program, [...args, "sh", "-c", "echo here; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(host.stdout, "data");
  return host;
}
