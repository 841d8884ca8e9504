import { ipaddr } from "./ipaddr.ts";

/** A prefix as numbers: first address, and bits of the network. */
interface Prefix {
  readonly base: bigint;
  readonly length: number;
  readonly bits: 32 | 128;
}

const parsed = new Map<string, Prefix>();

/** Parses a canonical prefix (`192.0.2.0/24`) or address; the same text is parsed once. */
function parse(text: string): Prefix {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const [address = "", length] = text.split("/");
  const bytes = ipaddr.parse(address).toByteArray();
  const bits = bytes.length === 4 ? 32 : 128;
  const base = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  const prefix: Prefix = { base, length: length === undefined ? bits : Number(length), bits };
  parsed.set(text, prefix);
  return prefix;
}

/** Whether the outer prefix holds all of the inner one; both canonical. */
export function holds(outer: string, inner: string): boolean {
  const a = parse(outer);
  const b = parse(inner);
  if (a.bits !== b.bits || a.length > b.length) return false;
  const shift = BigInt(a.bits - a.length);
  return a.base >> shift === b.base >> shift;
}

/** What two lists of prefixes of one family have in common. */
export function intersect(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.some(isEverything)) return right;
  if (right.some(isEverything)) return left;
  const common = new Set<string>();
  for (const a of left) {
    for (const b of right) {
      if (holds(a, b)) common.add(b);
      else if (holds(b, a)) common.add(a);
    }
  }
  return [...common].sort();
}

/** What is left of the prefixes once those are gone that one of `except` holds as a whole. */
export function without(prefixes: readonly string[], except: readonly string[]): readonly string[] {
  if (except.length === 0) return prefixes;
  return prefixes.filter((prefix) => !except.some((hole) => holds(hole, prefix)));
}

function isEverything(prefix: string): boolean {
  return prefix.endsWith("/0");
}
