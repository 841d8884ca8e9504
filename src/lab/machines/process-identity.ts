import { readFileSync } from "node:fs";

/** A process that cannot be confused with a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in ticks since boot: field 22 of `/proc/PID/stat`, proc(5). */
  readonly started: string;
}

/** Undefined if there is no such process. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may contain spaces and brackets.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const started = fields[18];
    return started === undefined || state === "Z" ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

export function isRunning({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}
