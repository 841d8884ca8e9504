const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration (`5s`), or undefined if the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]+)(ms|s|m|h|d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}

/** Milliseconds of a duration in the catalog; the schema has checked its form. */
export function toMilliseconds(duration: string): number {
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined) throw new Error(`not a length of time: ${duration}`);
  return milliseconds;
}

/** A rate in the catalog (`200/10s`): how many in how many milliseconds. */
export function parseRate(rate: string): { count: number; period: number } {
  const [count, period] = rate.split("/");
  return { count: Number(count), period: toMilliseconds(period ?? "") };
}
