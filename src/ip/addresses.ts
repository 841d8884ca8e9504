import type { IPv4, IPv6 } from "ipaddr.js";
import type { Family } from "../contract/fleet.ts";
import { ipaddr } from "./ipaddr.ts";

/** A parsed prefix, or what is wrong with it. `code` is a finding's. */
export type Parsed<T> = T | { readonly code: string; readonly problem: string; readonly help?: string };

export interface Prefix {
  readonly family: Family;
  /** Canonical: RFC 5952 for IPv6, always with its length. */
  readonly prefix: string;
}

const parsedPrefixes = new Map<string, Parsed<Prefix>>();

/** A network in CIDR notation or a single address. Bits below the prefix length are an error: one of the two is wrong. */
export function parsePrefix(text: string): Parsed<Prefix> {
  const known = parsedPrefixes.get(text);
  if (known !== undefined) return known;
  const parsed = parsePrefixAfresh(text);
  parsedPrefixes.set(text, parsed);
  return parsed;
}

function parsePrefixAfresh(text: string): Parsed<Prefix> {
  const [address = "", length, more] = text.split("/");
  const ip = parseIp(address);
  if (ip === undefined || more !== undefined) return notANetwork(text);
  const family = familyOf(ip);
  const bits = family === "ipv4" ? 32 : 128;
  if (length === undefined) return { family, prefix: `${canonical(ip)}/${bits}` };
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > bits) return notANetwork(text);
  const network = networkOf(ip, Number(length));
  if (network !== canonical(ip)) {
    return {
      code: "address/host-bits",
      problem: `${text} has bits set below its prefix length`,
      help: `write ${network}/${length} for the network, or ${canonical(ip)} for the address`,
    };
  }
  return { family, prefix: `${network}/${length}` };
}

function notANetwork(text: string): Parsed<never> {
  return {
    code: "address/invalid",
    problem: `${JSON.stringify(text)} is no network and no address`,
    help: 'write a network such as 192.0.2.0/24 or "2001:db8::/32", or one address',
  };
}

/** One address of a family, canonical. */
export function parseAddress(text: string, family: Family): Parsed<{ readonly address: string }> {
  const ip = parseIp(text);
  if (ip !== undefined && familyOf(ip) === family) return { address: canonical(ip) };
  const name = family === "ipv4" ? "IPv4" : "IPv6";
  return { code: "address/invalid", problem: `${JSON.stringify(text)} is no ${name} address` };
}

/** An address of an interface with the length of its subnet's prefix. */
export function parseInterface(
  text: string,
  family: Family,
): Parsed<{ readonly address: string; readonly prefixLength: number; readonly subnet: string }> {
  const [address = "", length = ""] = text.split("/");
  const parsed = parseAddress(address, family);
  const ip = parseIp(address);
  const bits = family === "ipv4" ? 32 : 128;
  if ("problem" in parsed || ip === undefined)
    return { code: "address/invalid", problem: `${JSON.stringify(text)} is no address with a prefix length` };
  if (!/^[1-9][0-9]{0,2}$/.test(length) || Number(length) > bits) {
    return {
      code: "address/invalid",
      problem: `${JSON.stringify(text)} lacks the prefix length of its subnet`,
      help: `write it with the length, such as ${parsed.address}/${family === "ipv4" ? 24 : 64}`,
    };
  }
  return {
    address: parsed.address,
    prefixLength: Number(length),
    subnet: `${networkOf(ip, Number(length))}/${length}`,
  };
}

type Ip = IPv4 | IPv6;

/** Strict: no octal or short IPv4, no zone, no IPv4 in IPv6 clothes. */
function parseIp(text: string): Ip | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!/^[0-9A-Fa-f:]+$/.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const ip = ipaddr.IPv6.parse(text);
  return ip.isIPv4MappedAddress() ? undefined : ip;
}

function familyOf(ip: Ip): Family {
  return ip.kind() === "ipv4" ? "ipv4" : "ipv6";
}

function canonical(ip: Ip): string {
  return ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString();
}

function networkOf(ip: Ip, length: number): string {
  const bytes = ip.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return canonical(ipaddr.fromByteArray(bytes));
}
