import type { Family } from "../contract/fleet.ts";
import { ipaddr } from "./ipaddr.ts";

/** Addresses from the first to the last, as numbers. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

export function familyOf(address: string): Family {
  return address.includes(":") ? "ipv6" : "ipv4";
}

/** The range of a prefix or of one address. */
export function rangeOf(text: string): AddressRange {
  const family = familyOf(text);
  const [address, length] = ipaddr.parseCIDR(text.includes("/") ? text : `${text}/${BITS[family]}`);
  const value = BigInt(`0x${Buffer.from(address.toByteArray()).toString("hex")}`);
  const size = 1n << BigInt(BITS[family] - length);
  const first = value - (value % size);
  return { first, last: first + size - 1n };
}

export function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** An address as a prefix of its own: `192.0.2.10/32`. */
export function hostPrefix(address: string): string {
  return `${address}/${BITS[familyOf(address)]}`;
}

/**
 * The first address of a range that lies in none of others, counted from `from` on. Undefined where nothing is left.
 */
export function firstFree(
  range: AddressRange,
  others: readonly AddressRange[],
  from: bigint = range.first,
): bigint | undefined {
  const sorted = [...others].sort((a, b) => (a.first < b.first ? -1 : 1));
  let candidate = from;
  for (const { first, last } of sorted) {
    if (first <= candidate && candidate <= last) candidate = last + 1n;
  }
  return candidate <= range.last ? candidate : undefined;
}

/** The last address of a range that lies in none of others, counted from `from` down. */
export function lastFree(
  range: AddressRange,
  others: readonly AddressRange[],
  from: bigint = range.last,
): bigint | undefined {
  const sorted = [...others].sort((a, b) => (a.last > b.last ? -1 : 1));
  let candidate = from;
  for (const { first, last } of sorted) {
    if (first <= candidate && candidate <= last) candidate = first - 1n;
  }
  return candidate >= range.first ? candidate : undefined;
}
