import fs from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Files } from "../disk/files.ts";
import { hasCode, isSystemError } from "../disk/system-error.ts";
import { sha256 } from "../tree/sha256.ts";

const ATTEMPTS = 5;
const FLAGS = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL;

/** Result of trying to take the lock: the path of our own lock file, or of the lock file of whoever holds it. */
export type Locked = { readonly kind: "held"; readonly path: string } | { readonly kind: "taken"; readonly by: string };

/**
 * Takes the lock of a work folder, which is created if absent. Each process creates a lock file named after itself,
 * then looks for others: if it sees one of a living process, it backs off and retries after a moment. So two processes
 * never hold the lock at once, and the files of killed processes are recognised without a race.
 * @throws system errors
 */
export function takeLock(work: string, files: Files): Locked {
  const name = lockName();
  for (let attempt = 1; ; attempt++) {
    makeFolder(work, files);
    const path = join(work, name);
    if (!createLock(work, path, files)) {
      if (attempt === ATTEMPTS) return { kind: "taken", by: path };
      continue;
    }
    const others = lockNames(work, files).filter((other) => other !== name);
    const living = others.find(isAlive);
    if (living === undefined) {
      for (const dead of others) removeDead(join(work, dead), files);
      return { kind: "held", path };
    }
    releaseLock(work, path, files);
    if (attempt === ATTEMPTS) return { kind: "taken", by: join(work, living) };
    pause(5 + (process.pid % 20));
  }
}

/** Releases the lock and removes the work folder if nothing else is left in it. */
export function releaseLock(work: string, path: string, files: Files): void {
  files.unlinkSync(path);
  removeIfEmpty(work, files);
}

/** A process that has just released its lock and ended looks dead, but its file is gone already. */
function removeDead(path: string, files: Files): void {
  try {
    files.unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

function removeIfEmpty(work: string, files: Files): void {
  try {
    files.rmdirSync(work);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST", "ENOENT")) throw error;
  }
}

/** The lock file of a living process in a work folder, if any; for commands that only read. */
export function findLivingLock(work: string, files: Files): string | undefined {
  const living = lockNames(work, files).find(isAlive);
  return living === undefined ? undefined : join(work, living);
}

function makeFolder(work: string, files: Files): void {
  try {
    files.mkdirSync(work, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
}

/** False if the folder is gone again, because another process has just finished, or if we hold the lock already. */
function createLock(work: string, path: string, files: Files): boolean {
  try {
    files.closeSync(files.openSync(path, FLAGS, 0o600));
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "EEXIST")) return false;
    if (isSystemError(error)) removeIfEmpty(work, files);
    throw error;
  }
}

function lockNames(work: string, files: Files): string[] {
  return files.readdirSync(work).filter((name) => name.startsWith("lock."));
}

/** `lock.<process>.<start time>.<boot>.<machine>`: unambiguous even if the process number is reused. */
function lockName(): string {
  const { boot, machine } = whereabouts();
  return `lock.${process.pid}.${startOf(process.pid) ?? 0}.${boot}.${machine}`;
}

/** Whether the process of a lock file may still run. On another machine or in a container this is unknown: it may. */
function isAlive(name: string): boolean {
  const [, pid = "", start = "", boot = "", machine = ""] = name.split(".");
  const here = whereabouts();
  if (machine !== here.machine) return true;
  if (boot !== here.boot || !isRunning(Number(pid))) return false;
  const started = startOf(Number(pid));
  return started === undefined || start === "0" || started === start;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function whereabouts(): { boot: string; machine: string } {
  const boot = readProc("/proc/sys/kernel/random/boot_id") ?? "";
  return { boot: sha256(boot).slice(0, 8), machine: sha256(`${hostname()} ${processNamespace()}`).slice(0, 8) };
}

/** In clock ticks since boot: field 22 of proc(5) `stat`, counted after the name, which may contain spaces and brackets. */
function startOf(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function processNamespace(): string {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function readProc(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
