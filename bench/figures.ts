/** Steps of a build, in order; the last two on an existing tree. */
export const STAGES = [
  "start-up",
  "read",
  "parse",
  "validate",
  "resolve, link",
  "lint",
  "claims",
  "emit",
  "source map",
  "lay out, hash",
  "write fresh",
  "write over",
  "find unchanged",
] as const;
export type Stage = (typeof STAGES)[number];

/** Result of one run of `measure-stages.ts`. */
export interface StageFigures {
  /** CPU seconds of all threads. */
  readonly seconds: Readonly<Record<Stage, number>>;
  readonly megabytes: number;
  readonly services: number;
  readonly findings: number;
  readonly files: number;
  readonly outputMegabytes: number;
}

/** Resources that a process used. */
export interface Usage {
  /** CPU seconds of all threads, including the system's work for it. */
  readonly seconds: number;
  /** Largest resident memory. */
  readonly megabytes: number;
}

/** The median; noise on a shared machine is always upward, and rare. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

export function medianUsage(usages: readonly Usage[]): Usage {
  return {
    seconds: median(usages.map(({ seconds }) => seconds)),
    megabytes: median(usages.map(({ megabytes }) => megabytes)),
  };
}
