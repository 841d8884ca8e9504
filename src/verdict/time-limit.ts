import type { Job } from "./plan-jobs.ts";

/** Bytes for each further second: Icinga, the slowest, reads ten times as many on an idle machine. */
const BYTES = 50_000;

/**
 * Milliseconds that a daemon may take for a set of files: more for larger sets. 25,000 services of Icinga are 12 MB and
 * take it 22 s on an idle machine.
 * @param least for small files
 */
export function timeLimit({ files }: Pick<Job, "files">, least: number): number {
  const bytes = files.reduce((sum, { content }) => sum + content.bytes.length, 0);
  return least + Math.floor(bytes / BYTES) * 1000;
}
