import type { Transport } from "../../contract/fleet.ts";
import { QUESTION_HEADER } from "../../contract/lab-headers.ts";
import { FORGED, FORGED_HEADERS } from "../../fleet/forged-headers.ts";
import type { Speech } from "../../lab/members/listener.ts";

/** Data that makes a stub of the lab answer; one character per byte. Empty if it speaks first. */
export function whatToSay(speech: Speech, transport: Transport): string {
  if (transport === "udp") return DATAGRAMS[speech] ?? "who is there?\n";
  return STREAMS[speech] ?? "";
}

/** Stubs whose answer contains the machine's name. */
export function tellsName(speech: Speech): boolean {
  return speech !== "mqtt" && speech !== "ntp";
}

/** Stubs whose first data contain the client's address. */
export function tellsClient(speech: Speech): boolean {
  return speech === "echo" || speech === "smtp" || speech === "imap";
}

/** A request without anything else in it. */
export function httpRequest(host: string, path: string): string {
  return request([`GET ${path} HTTP/1.1`, `Host: ${host}`]);
}

/**
 * A request with forged headers, which our daemons must remove.
 * @param more further headers
 * @param answered headers that a stub of the lab puts in its answer
 */
export function forgedRequest(
  host: string,
  path: string,
  { more = {}, answered = [] }: { more?: Readonly<Record<string, string>>; answered?: readonly string[] } = {},
): string {
  const forged = FORGED_HEADERS.map((name) => `${name}: ${FORGED}`);
  const others = Object.entries(more).map(([name, value]) => `${name}: ${value}`);
  return request([`GET ${path} HTTP/1.1`, `Host: ${host}`, ...forged, ...others], answered);
}

function request(lines: readonly string[], answered: readonly string[] = []): string {
  const question = answered.length === 0 ? "yes" : answered.join(" ");
  return `${[...lines, `${QUESTION_HEADER}: ${question}`, "Connection: close"].join("\r\n")}\r\n\r\n`;
}

/** A TXT query for a name, RFC 1035: recursion desired, one question. */
const DNS_QUERY = bytes(
  [0x1d, 0xb1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
  [7, ..."example".split("").map((letter) => letter.charCodeAt(0)), 0, 0, 16, 0, 1],
);

const DATAGRAMS: Partial<Readonly<Record<Speech, string>>> = {
  dns: DNS_QUERY,
  // Version 3, a client; RFC 5905, figure 8.
  ntp: bytes([0x1b], new Array(47).fill(0)),
};

const STREAMS: Partial<Readonly<Record<Speech, string>>> = {
  // With two bytes of length before it: RFC 1035, 4.2.2.
  dns: `${bytes([0, DNS_QUERY.length])}${DNS_QUERY}`,
  // An anonymous bind, version 3: RFC 4511, 4.2.
  ldap: bytes([0x30, 0x0c, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0]),
  // StartupMessage of protocol 3.0 with a user, PostgreSQL manual, 53.7.
  postgresql: `${bytes([0, 0, 0, 18, 0, 3, 0, 0])}user\0lab\0\0`,
  redis: "WHO\r\n",
  // CONNECT without a name of its own, clean session: MQTT 3.1.1, 3.1.
  mqtt: bytes([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0]),
};

function bytes(...parts: readonly (readonly number[])[]): string {
  return String.fromCharCode(...parts.flat());
}
