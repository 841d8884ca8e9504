import type { Family } from "../contract/fleet.ts";

/** Names of the address families as people write them. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = { ipv4: "IPv4", ipv6: "IPv6" };

/** Bits of an address. */
export const ADDRESS_BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** The family of a valid address or prefix: only IPv6 has colons. */
export function familyOf(text: string): Family {
  return text.includes(":") ? "ipv6" : "ipv4";
}

/** The address in a prefix: `192.0.2.10` of `192.0.2.10/32`. */
export function addressOf(prefix: string): string {
  return prefix.replace(/\/.*/, "");
}

/** An address as a prefix of its own: `192.0.2.10/32`. */
export function hostPrefix(address: string): string {
  return `${address}/${ADDRESS_BITS[familyOf(address)]}`;
}
