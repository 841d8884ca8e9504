import { quoteHaproxy, quoteHaproxyFormat } from "./quote-word.ts";

/**
 * One word of a line with exactly this value, quoted if necessary (Configuration Manual 2.6, section 2.2). The schema
 * excludes control characters; one here is a bug, and rejected.
 */
export function quote(value: string): string {
  return known(quoteHaproxy(value), value);
}

/** As `quote`, for words that HAProxy reads as a log format (section 8.2.4): `%` stands for itself. */
export function quoteFormat(value: string): string {
  return known(quoteHaproxyFormat(value), value);
}

/** A log format of literal text and sample expressions (`%[…]`, ours and fixed), as one word. */
export function quoteMixed(...parts: readonly (string | { readonly literal: string })[]): string {
  return quote(parts.map((part) => (typeof part === "string" ? part : part.literal.replaceAll("%", "%%"))).join(""));
}

/** One field in a line of a map, ACL or crt-list file, where quoting is impossible (sections 7.1.2, 7.3.1, 5.1). */
export function field(value: string): string {
  if (/^[^\s\u0000-\u001f\u007f#[\]\\"']+$/.test(value)) return value;
  throw new Error(`${JSON.stringify(value)} cannot stand in a file of patterns`);
}

/** An address of a `bind` or `server` line with its port. */
export function endpoint(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1000, "s"],
] as const;

/** A time in HAProxy's units (section 2.5), in the largest exact one. */
export function time(milliseconds: number): string {
  const unit = UNITS.find(([size]) => milliseconds >= size && milliseconds % size === 0);
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[0]}${unit[1]}`;
}

function known(word: string | undefined, value: string): string {
  if (word === undefined) throw new Error(`${JSON.stringify(value)} cannot be a word of HAProxy's configuration`);
  return word;
}
