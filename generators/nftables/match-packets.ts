import type { Family } from "../../src/contract/fleet.ts";
import { type AddressRange, rangeIn } from "../../src/ip/address-range.ts";
import { type AddressSet, intersectSets, joinSets, subtractSet } from "../../src/ip/address-set.ts";
import { ICMP_TYPES } from "./icmp-types.ts";
import { likelyElements } from "./likely-elements.ts";
import type { Packet } from "./packet.ts";
import { isList, type Json, listOf, member } from "./ruleset-json.ts";

/** Thrown for an expression whose effect on a packet is unknown. */
export class Unclear extends Error {}

/** Elements of a named set. */
export type ElementsOf = (name: string) => readonly Json[];

/** Narrows senders to those whose packets have a value in some field. */
type Narrow = (senders: AddressSet, value: Json) => AddressSet;

const NOBODY: AddressSet = [];
const IP = { ipv4: "ip", ipv6: "ip6" } as const;
const ICMP = { ipv4: "icmp", ipv6: "icmpv6" } as const;

/** Senders whose packets match; libnftables-json(5), "MATCH". */
export function matchSenders(match: Json, packet: Packet, senders: AddressSet, elementsOf: ElementsOf): AddressSet {
  const op = member(match, "op");
  const left = member(match, "left") ?? null;
  const keys = keysOf(left, packet);
  if (keys === undefined) return NOBODY;
  if (op !== "==" && op !== "in" && op !== "!=") throw new Unclear(`the operator ${JSON.stringify(op)}`);
  const likely = (name: string) => likelyElements(left, elementsOf(name), packet);
  const found = sendersIn(keys, member(match, "right") ?? null, senders, likely);
  return op === "!=" ? subtractSet(senders, found) : found;
}

/** Senders whose packets match an element of a map. */
export function sendersAt(key: Json, element: Json, packet: Packet, senders: AddressSet): AddressSet {
  const keys = keysOf(key, packet);
  return keys === undefined ? NOBODY : sendersIn(keys, element, senders, () => []);
}

function sendersIn(keys: readonly Narrow[], right: Json, senders: AddressSet, elementsOf: ElementsOf): AddressSet {
  const any = (elements: readonly Json[]) =>
    joinSets(elements.map((each) => sendersIn(keys, each, senders, elementsOf)));
  if (typeof right === "string" && right.startsWith("@")) return any(elementsOf(right.slice(1)));
  const several = isList(right) ? right : member(right, "set");
  if (several !== undefined) return any(listOf(several));
  const inner = member(member(right, "elem"), "val");
  if (inner !== undefined) return sendersIn(keys, inner, senders, elementsOf);
  const parts = listOf(member(right, "concat") ?? right);
  if (parts.length !== keys.length) throw new Unclear(`the value ${JSON.stringify(right)}`);
  return keys.reduce((rest, narrow, index) => (rest.length === 0 ? rest : narrow(rest, parts[index] ?? null)), senders);
}

/** Undefined if packets like this one do not have the field. */
function keysOf(left: Json, packet: Packet): Narrow[] | undefined {
  const parts = member(left, "concat");
  const keys = (parts === undefined ? [left] : listOf(parts)).map((part) => keyOf(part, packet));
  return keys.some((key) => key === undefined) ? undefined : keys.filter((key) => key !== undefined);
}

function keyOf(left: Json, packet: Packet): Narrow | undefined {
  const payload = member(left, "payload");
  if (payload !== undefined) return payloadKey(payload, packet);
  const meta = member(member(left, "meta"), "key");
  if (meta === "nfproto") return isText(packet.family);
  if (meta === "protocol") return isText(IP[packet.family]);
  if (meta === "l4proto") return isProtocol(packet);
  if (meta === "iif" || meta === "iifname") return isOutside;
  // Two names for the same thing.
  if (meta === "pkttype") return isText("unicast", "host");
  if (member(member(left, "ct"), "key") === "state") return isText(packet.state);
  throw new Unclear(`the expression ${JSON.stringify(left)}`);
}

/** nft(8), "PAYLOAD EXPRESSIONS": a rule about a header is also a rule about the protocol. */
function payloadKey(payload: Json, packet: Packet): Narrow | undefined {
  const { family, protocol } = packet;
  const header = member(payload, "protocol");
  const field = member(payload, "field");
  if (header === "icmp" || header === "icmpv6") {
    if (packet.icmp === undefined || header !== ICMP[family]) return undefined;
    if (field === "type") return isNumber(packet.icmp.type, ICMP_TYPES[family]);
    // Which routers send those: a packet is too big.
    if (field === "code") return isNumber(0, { "frag-needed": 4 });
  }
  if (header === "ip" || header === "ip6") {
    if (header !== IP[family]) return undefined;
    if (field === "saddr") return (senders, value) => intersectSets(senders, [spanOf(family, value)]);
    if (field === "daddr") return isAddress(packet);
    if (field === "protocol" || field === "nexthdr") return isProtocol(packet);
    if (field === "hoplimit" && packet.icmp !== undefined) return isNumber(packet.icmp.hopLimit);
  }
  if ((header === "tcp" || header === "udp") && header !== protocol) return undefined;
  if ((header === "th" || header === protocol) && field === "dport") return isPort(packet);
  throw new Unclear(`the expression ${JSON.stringify({ payload })}`);
}

function isText(...words: readonly string[]): Narrow {
  return (senders, value) => {
    if (typeof value !== "string") throw new Unclear(`the value ${JSON.stringify(value)}`);
    return words.includes(value) ? senders : NOBODY;
  };
}

function isAddress({ family, address }: Packet): Narrow {
  const own = rangeIn(family, address);
  return (senders, value) => (intersectSets([own], [spanOf(family, value)]).length > 0 ? senders : NOBODY);
}

/** A number, or one of a range; some have names. */
function isNumber(own: number, names: Readonly<Record<string, number>> = {}): Narrow {
  const numberOf = (value: Json) => (typeof value === "string" ? names[value] : value);
  return (senders, value) => {
    const [first = value, last = value] = listOf(member(value, "range"));
    const [least, most] = [numberOf(first), numberOf(last)];
    if (typeof least !== "number" || typeof most !== "number") throw new Unclear(`the value ${JSON.stringify(value)}`);
    return least <= own && own <= most ? senders : NOBODY;
  };
}

const KNOWN_PROTOCOLS: readonly Json[] = ["tcp", "udp", "icmp", "ipv6-icmp", "icmpv6", 1, 6, 17, 58];

/** As nft may write a protocol. */
const PROTOCOLS = { tcp: ["tcp", 6], udp: ["udp", 17], other: [] } as const;
const ICMP_PROTOCOLS = { ipv4: ["icmp", 1], ipv6: ["ipv6-icmp", "icmpv6", 58] } as const;

function isProtocol({ protocol, family }: Packet): Narrow {
  const own: readonly Json[] = protocol === "icmp" ? ICMP_PROTOCOLS[family] : PROTOCOLS[protocol];
  return (senders, value) => {
    if (typeof value !== "string" && typeof value !== "number") throw new Unclear(`the value ${JSON.stringify(value)}`);
    return own.includes(value) || (protocol === "other" && !KNOWN_PROTOCOLS.includes(value)) ? senders : NOBODY;
  };
}

/** Other protocols may or may not have ports, so any match is possible. */
function isPort({ protocol, port }: Packet): Narrow {
  return (senders, value) => {
    if (protocol === "other") return senders;
    const [first = value, last = value] = listOf(member(value, "range"));
    if (typeof first !== "number" || typeof last !== "number") throw new Unclear(`the port ${JSON.stringify(value)}`);
    return first <= port && port <= last ? senders : NOBODY;
  };
}

/** All that is known about interfaces is that packets from elsewhere do not arrive on the loopback. */
function isOutside(_: AddressSet, value: Json): AddressSet {
  if (value === "lo") return NOBODY;
  throw new Unclear(`the interface ${JSON.stringify(value)}`);
}

/** Addresses covered by a value. */
function spanOf(family: Family, value: Json): AddressRange {
  const prefix = member(value, "prefix");
  const [first = value, last = value] = listOf(member(value, "range"));
  if (prefix !== undefined) return rangeIn(family, `${member(prefix, "addr")}/${member(prefix, "len")}`);
  if (typeof first !== "string" || typeof last !== "string") throw new Unclear(`the address ${JSON.stringify(value)}`);
  return { first: rangeIn(family, first).first, last: rangeIn(family, last).last };
}
