import type { LabFile } from "../contract/lab-daemon.ts";

/** What is started at the same time: machines and their daemons. More would only wait for each other. */
export const LANES = 16;

/** Milliseconds for a single step, such as a machine that starts, on a busy machine. */
export const STEP = 60_000;

/** Milliseconds more for each part of something large. */
const EACH = {
  /** Machine whose servers start one after the other, or that ends. */
  machine: 500,
  /** Server of the lab. */
  listener: 20,
  /** Client whose program starts while others do. */
  client: 2000,
  /** KiB of files that a daemon reads. */
  size: 50,
};

/** Milliseconds for something that takes longer the more there is. */
export function limitFor(parts: Partial<Readonly<Record<keyof typeof EACH, number>>>): number {
  const extra = Object.entries(parts).map(([part, count]) => EACH[part as keyof typeof EACH] * count);
  return extra.reduce((sum, each) => sum + each, STEP);
}

/** Milliseconds for the daemons of a machine to start. */
export function daemonLimit(files: readonly LabFile[]): number {
  return limitFor({ size: files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024 });
}
