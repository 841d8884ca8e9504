import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { identify, isRunning, type ProcessIdentity } from "./machines/process-identity.ts";

/** The name says whose lab it is, from the start. */
const NAME = /^lab-(?<pid>\d+)-(?<started>\d+)-/;
const FABRIC = "fabric.json";

/** Milliseconds that the kernel may need to end the processes of a lab. */
const END = 10_000;

/**
 * A folder for a lab of this process below the runtime folder.
 * @throws if the runtime folder belongs to another user, or others can write to it
 */
export function makeLabFolder(runtime: string): string {
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  if (!isOursAlone(runtime)) {
    throw new Error(`${runtime} belongs to another user, or others may write to it: remove it, or set XDG_RUNTIME_DIR`);
  }
  const prover = identify(process.pid);
  if (prover === undefined) throw new Error("/proc does not know this process");
  return mkdtempSync(join(runtime, `lab-${prover.pid}-${prover.started}-`));
}

/** Records the process with which all others of the lab end. */
export function rememberFabric(folder: string, pid: number): void {
  writeFileSync(join(folder, FABRIC), JSON.stringify(identify(pid) ?? {}));
}

/**
 * Stops and removes labs whose prover is gone, as after `kill -9`. Usually there is nothing to do, because a lab ends when
 * its prover does. A pid that another process has by now is not touched.
 * @returns number of labs removed
 */
export async function cleanUp(runtime: string): Promise<number> {
  let count = 0;
  for (const { folder, prover } of labFolders(runtime)) {
    if (isRunning(prover)) continue;
    const fabric = recallFabric(folder);
    if (fabric !== undefined) await end(fabric);
    rmSync(folder, { recursive: true, force: true });
    count++;
  }
  return count;
}

/**
 * The folders of all labs below a runtime folder, with the process that each belongs to. Folders that others created or can
 * write to are ignored, because the processes in them must not be killed.
 */
export function labFolders(runtime: string): { readonly folder: string; readonly prover: ProcessIdentity }[] {
  if (!isOursAlone(runtime)) return [];
  return namesIn(runtime).flatMap((name) => {
    const { pid, started } = NAME.exec(name)?.groups ?? {};
    if (pid === undefined || started === undefined || !isOursAlone(join(runtime, name))) return [];
    return [{ folder: join(runtime, name), prover: { pid: Number(pid), started } }];
  });
}

/** Ends a process, and waits until it is gone. */
export async function end(identity: ProcessIdentity): Promise<void> {
  if (isRunning(identity)) process.kill(identity.pid, "SIGKILL");
  const until = Date.now() + END;
  while (isRunning(identity)) {
    if (Date.now() > until) throw new Error(`process ${identity.pid} does not end`);
    // There is no notification when a process ends that is not a child.
    await delay(20);
  }
}

/** Whether this is a folder (not a link) of this user that nobody else can write to. */
function isOursAlone(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    return found.isDirectory() && (found.mode & 0o022) === 0 && found.uid === process.getuid?.();
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function recallFabric(folder: string): ProcessIdentity | undefined {
  try {
    const text = readFileSync(join(folder, FABRIC), "utf8");
    const { pid, started }: { pid?: unknown; started?: unknown } = JSON.parse(text);
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}
