import type { IPv4, IPv6 } from "ipaddr.js";
import type { Family, HostAddress } from "../contract/fleet.ts";
import { addressText, rangeOf } from "./address-range.ts";
import { ADDRESS_BITS, FAMILY_NAMES, hostPrefix } from "./family.ts";
import { ipaddr } from "./ipaddr.ts";

/** Something that a user wrote, parsed; or what is wrong with it, as a finding without its place. */
export type Parsed<T> = T | { readonly fault: AddressFault };

interface AddressFault {
  readonly code: "address/invalid" | "address/host-bits";
  readonly message: string;
  readonly help?: string;
}

export interface ParsedPrefix {
  readonly family: Family;
  /** Canonical: RFC 5952 for IPv6, always with its length. */
  readonly prefix: string;
}

const parsedPrefixes = new Map<string, Parsed<ParsedPrefix>>();

/**
 * A network in CIDR notation or a single address. Bits below the prefix length are an error: either they or the length
 * are wrong. The same text is parsed once.
 */
export function parsePrefix(text: string): Parsed<ParsedPrefix> {
  const known = parsedPrefixes.get(text);
  if (known !== undefined) return known;
  const parsed = parsePrefixAfresh(text);
  parsedPrefixes.set(text, parsed);
  return parsed;
}

function parsePrefixAfresh(text: string): Parsed<ParsedPrefix> {
  const [written = "", length, more] = text.split("/");
  const ip = parseIp(written);
  if (ip === undefined || more !== undefined) return notANetwork(text);
  const family = ip.kind();
  const address = ip.toString();
  if (length === undefined) return { family, prefix: hostPrefix(address) };
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > ADDRESS_BITS[family]) return notANetwork(text);
  const network = networkOf(family, `${address}/${length}`);
  if (network !== address) {
    return fault({
      code: "address/host-bits",
      message: `${text} has bits set below its prefix length`,
      help: `write ${network}/${length} for the network, or ${address} for the address`,
    });
  }
  return { family, prefix: `${network}/${length}` };
}

function notANetwork(text: string): Parsed<never> {
  return fault({
    code: "address/invalid",
    message: `${JSON.stringify(text)} is not a valid network or address`,
    help: 'write a network such as 192.0.2.0/24 or "2001:db8::/32", or one address',
  });
}

/** One address of a family, canonical. */
export function parseAddress(text: string, family: Family): Parsed<{ readonly address: string }> {
  const ip = parseIp(text);
  if (ip?.kind() === family) return { address: ip.toString() };
  return fault({
    code: "address/invalid",
    message: `${JSON.stringify(text)} is not a valid ${FAMILY_NAMES[family]} address`,
  });
}

/** An address of an interface with the length of its subnet's prefix. */
export function parseInterface(text: string, family: Family): Parsed<HostAddress> {
  const [written = "", length = "", more] = text.split("/");
  const parsed = parseAddress(written, family);
  if ("fault" in parsed || more !== undefined) {
    return fault({
      code: "address/invalid",
      message: `${JSON.stringify(text)} is not a valid address with prefix length`,
    });
  }
  const { address } = parsed;
  if (!/^[1-9][0-9]{0,2}$/.test(length) || Number(length) > ADDRESS_BITS[family]) {
    return fault({
      code: "address/invalid",
      message: `${JSON.stringify(text)} has no valid prefix length of its subnet`,
      help: `add the length, such as ${address}/${family === "ipv4" ? 24 : 64}`,
    });
  }
  const subnet = `${networkOf(family, `${address}/${length}`)}/${length}`;
  return { address, prefixLength: Number(length), subnet };
}

function fault(what: AddressFault): { readonly fault: AddressFault } {
  return { fault: what };
}

/** Strict: no octal or short IPv4, no zone, no IPv4-mapped IPv6. */
function parseIp(text: string): IPv4 | IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!/^[0-9A-Fa-f:]+$/.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const ip = ipaddr.IPv6.parse(text);
  return ip.isIPv4MappedAddress() ? undefined : ip;
}

/** The first address of an address's prefix, canonical. */
function networkOf(family: Family, prefix: string): string {
  return addressText(family, rangeOf(prefix).first);
}
