import { BlockList } from "node:net";
import ipaddr from "ipaddr.js";
import type { Admit } from "../../../../src/contract/claim.ts";
import type { Claims } from "../../../../src/contract/claims.ts";
import {
  FAMILIES,
  type Family,
  type Fleet,
  type Node,
  type PrefixSet,
  type Transport,
} from "../../../../src/contract/fleet.ts";

/** A packet that opens a connection, and whether claims admit it. */
export interface Question {
  readonly family: Family;
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  readonly port: number;
  readonly admitted: boolean;
}

/** Sources that are in no network of any catalog here. */
const STRANGER = { ipv4: "203.0.113.9", ipv6: "3fff::7" } as const;
/** All well-known ports, and common open ports above them. */
const SWEEP: readonly number[] = [
  ...Array.from({ length: 1023 }, (_, index) => index + 1),
  ...[
    1024, 2049, 3000, 3128, 3306, 3389, 5000, 5432, 5900, 6379, 8000, 8080, 8443, 9090, 10050, 11211, 27017, 32768,
    65535,
  ],
];
const TRANSPORTS: readonly Transport[] = ["tcp", "udp"];

/** Addresses of a node: its own, and the VIPs that it carries according to claims. */
export function addressesOf(claims: Claims, node: Node, family: Family): string[] {
  const own = node.addresses[family]?.address ?? [];
  const claimed = [...claims.binds, ...claims.admits].filter((claim) => claim.nodes.includes(node.name));
  const vips = claimed
    .filter((claim) => claim.family === family && claim.address !== "*")
    .map(({ address }) => address);
  return [...new Set([own, vips].flat())];
}

/**
 * Every address of the node with every port in any claim of the fleet, from both edges of every network
 * in them, inside and outside; and with all well-known ports, from every source that is allowed anywhere on the node.
 */
export function questionsFor(fleet: Fleet, claims: Claims, node: Node): Question[] {
  const ports = [...new Set([...claims.admits, ...claims.binds].map(({ port }) => port))];
  return FAMILIES.flatMap((family) => {
    const addresses = addressesOf(claims, node, family);
    const here = claims.admits.filter((admit) => admit.family === family && admit.nodes.includes(node.name));
    const foreign = (sources: readonly string[]): string[] =>
      [...new Set([STRANGER[family], ...sources])].filter((source) => isSender(source) && !addresses.includes(source));
    const everybody = foreign(prefixesOf(fleet, claims, family).flatMap((prefix) => edges(prefix)));
    const insiders = foreign(here.flatMap(({ sources }) => sources).map((prefix) => inside(prefix)));
    return addresses.flatMap((to) =>
      TRANSPORTS.flatMap((transport) => {
        const ask = (port: number, sources: readonly string[]): Question[] => {
          const isAdmitted = oracle(fleet, here, node, { family, to, transport, port });
          return sources.map((from) => ({ family, from, to, transport, port, admitted: isAdmitted(from) }));
        };
        const others = SWEEP.filter((port) => !ports.includes(port));
        return [...ports.flatMap((port) => ask(port, everybody)), ...others.flatMap((port) => ask(port, insiders))];
      }),
    );
  });
}

/** The sources that claims admit at one place. Simple and slow on purpose, and independent of the generator. */
function oracle(
  fleet: Fleet,
  here: readonly Admit[],
  node: Node,
  { family, to, transport, port }: Pick<Question, "family" | "to" | "transport" | "port">,
): (from: string) => boolean {
  const address = to === node.addresses[family]?.address ? [to, "*"] : [to];
  const blocked = blockList(fleet.blocked[family]);
  const rules = here
    .filter((admit) => admit.port === port && admit.transport === transport && address.includes(admit.address))
    .map((admit) => ({ sources: blockList(admit.sources), except: blockList(admit.except), public: admit.public }));
  return (from) =>
    rules.some(
      (rule) =>
        rule.sources.check(from, family) &&
        !rule.except.check(from, family) &&
        !(rule.public && blocked.check(from, family)),
    );
}

function blockList(prefixes: readonly string[]): BlockList {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [address, bits] = ipaddr.parseCIDR(widen(prefix));
    list.addSubnet(address.toString(), bits, address.kind());
  }
  return list;
}

/** Every prefix in the claims, and every single node. */
function prefixesOf(fleet: Fleet, claims: Claims, family: Family): string[] {
  const sets: readonly PrefixSet[] = [fleet.blocked, fleet.management];
  const named = claims.admits.filter((admit) => admit.family === family);
  const nodes = [...fleet.nodes.values()].flatMap((node) => node.addresses[family]?.address ?? []);
  return [
    ...new Set([
      ...sets.flatMap((set) => set[family]),
      ...named.flatMap(({ sources, except }) => [...sources, ...except]),
      ...nodes,
    ]),
  ];
}

/** The first and last address of a prefix, and those just outside. */
function edges(prefix: string): string[] {
  const [address, bits] = ipaddr.parseCIDR(widen(prefix));
  const bytes = address.toByteArray();
  const first = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  const all = 1n << BigInt(bytes.length * 8);
  const size = 1n << BigInt(bytes.length * 8 - bits);
  return [first, first + size - 1n, first - 1n, first + size]
    .filter((number) => number >= 0n && number < all)
    .map((number) => toAddress(number, bytes.length));
}

/** An address of the prefix, not at its edge if there is another. */
function inside(prefix: string): string {
  const [address, bits] = ipaddr.parseCIDR(widen(prefix));
  const bytes = address.toByteArray();
  if (bits < bytes.length * 8 - 1) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + 1;
  return ipaddr.fromByteArray(bytes).toString();
}

function toAddress(number: bigint, length: number): string {
  const bytes = Buffer.from(number.toString(16).padStart(length * 2, "0"), "hex");
  return ipaddr.fromByteArray([...bytes]).toString();
}

function widen(prefix: string): string {
  if (prefix.includes("/")) return prefix;
  return `${prefix}/${prefix.includes(":") ? 128 : 32}`;
}

/** Whether packets can come from this address at all: the kernel drops others before any firewall. */
function isSender(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4" && (parsed.toByteArray()[0] ?? 0) === 0) return false;
  return !["unspecified", "broadcast", "multicast", "loopback"].includes(parsed.range());
}
