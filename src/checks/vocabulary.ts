import type { CheckType } from "../contract/check-spec.ts";

/** Keys of `check` in the language that belong only to some types; `expect.…` are inside `expect`. */
type CheckKey =
  | "port"
  | "path"
  | "host"
  | "expect.status"
  | "expect.body"
  | "query"
  | "record"
  | "base"
  | "user"
  | "command";

/** Meaning of one type of check, and what can run it. */
export interface CheckEntry {
  /** What it tests, and what passes: one sentence for the docs. */
  readonly about: string;
  /** Keys that the type accepts. `interval`, `timeout`, `rise` and `fall` belong to all types. */
  readonly keys: readonly CheckKey[];
  /** Keys that the type requires. */
  readonly required: readonly CheckKey[];
  /** Whether the check uses TLS: `follows` means TLS if the backend uses it to its members. */
  readonly tls: "always" | "never" | "follows";
  /** Transport of the check; absent if a command decides. */
  readonly transport?: "tcp" | "udp";
  /** Well-known port of the protocol; for those that always use TLS, that of TLS. */
  readonly port?: number;
  /** Whether HAProxy can run it. */
  readonly haproxy: boolean;
  /** Debian's Monitoring Plugin that runs it; absent if none can. */
  readonly plugin?: string;
}

/** The vocabulary of health checks: every type of the language, once. */
export const CHECK_VOCABULARY: Readonly<Record<CheckType, CheckEntry>> = {
  tcp: {
    about: "The port accepts a connection. Nothing is sent.",
    keys: ["port"],
    required: [],
    tls: "never",
    transport: "tcp",
    haproxy: true,
    plugin: "check_tcp",
  },
  tls: {
    about: "The port completes a TLS handshake, for `host` or the service's first host name, if there is one.",
    keys: ["port", "host"],
    required: [],
    tls: "always",
    transport: "tcp",
    port: 443,
    haproxy: true,
    plugin: "check_tcp",
  },
  http: {
    about: "A GET of `path` returns an expected status (default: 200 to 399) and body.",
    keys: ["port", "path", "host", "expect.status", "expect.body"],
    required: [],
    tls: "never",
    transport: "tcp",
    port: 80,
    haproxy: true,
    plugin: "check_http",
  },
  https: {
    about: "Like http, over TLS.",
    keys: ["port", "path", "host", "expect.status", "expect.body"],
    required: [],
    tls: "always",
    transport: "tcp",
    port: 443,
    haproxy: true,
    plugin: "check_http",
  },
  ldap: {
    about: "An anonymous bind succeeds; the plugin also reads the entry at `base`, or else the root DSE.",
    keys: ["port", "base"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 389,
    haproxy: true,
    plugin: "check_ldap",
  },
  smtp: {
    about: "The server greets with 220 and accepts an EHLO.",
    keys: ["port"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 25,
    haproxy: true,
    plugin: "check_smtp",
  },
  imap: {
    about: "The server greets with OK.",
    keys: ["port"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 143,
    haproxy: true,
    plugin: "check_imap",
  },
  mysql: {
    about: "The server sends its greeting; with `user`, that user can log in without a password.",
    keys: ["port", "user"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 3306,
    haproxy: true,
    plugin: "check_mysql",
  },
  postgresql: {
    about: "The server accepts a login request of `user`; the plugin logs in to `template1` without a password.",
    keys: ["port", "user"],
    required: ["user"],
    tls: "follows",
    transport: "tcp",
    port: 5432,
    haproxy: true,
    plugin: "check_pgsql",
  },
  redis: {
    about: "A PING is answered with PONG.",
    keys: ["port"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 6379,
    haproxy: true,
    plugin: "check_tcp",
  },
  dns: {
    about:
      "The server answers `query` with a record of type `record` (default: A). The health daemon checks each transport that the service offers on the port, UDP and TCP.",
    keys: ["port", "query", "record"],
    required: ["query"],
    tls: "never",
    transport: "udp",
    port: 53,
    haproxy: false,
    plugin: "check_dig",
  },
  ntp: {
    about:
      "The server is synchronised: leap is not 3, stratum is 1 to 9 and not that of its own clock, root distance is at most 1.5 s, a source has set its clock within three hours, and its time differs from the checking node's by less than two seconds. The plugin, for monitoring, notices leap 3 and a difference of half a second (critical from one second on).",
    keys: ["port"],
    required: [],
    tls: "never",
    transport: "udp",
    port: 123,
    haproxy: false,
    plugin: "check_ntp_time",
  },
  radius: {
    about: "A check would need a shared secret, and secrets never enter a catalog: use a command.",
    keys: ["port"],
    required: [],
    tls: "never",
    transport: "udp",
    port: 1812,
    haproxy: false,
  },
  kerberos: {
    about: "Neither HAProxy nor a plugin supports Kerberos: use a command, or tcp to check only the port.",
    keys: ["port"],
    required: [],
    tls: "never",
    transport: "tcp",
    port: 88,
    haproxy: false,
  },
  ssh: {
    about: "The server sends a version of the SSH protocol.",
    keys: ["port"],
    required: [],
    tls: "never",
    transport: "tcp",
    port: 22,
    haproxy: true,
    plugin: "check_ssh",
  },
  mqtt: {
    about: "The broker answers an anonymous CONNECT: it accepts it, or requires a login.",
    keys: ["port"],
    required: [],
    tls: "follows",
    transport: "tcp",
    port: 1883,
    haproxy: true,
  },
  command: {
    about: "A program on the checking node exits with status 0 (OK), like a Monitoring Plugin.",
    keys: ["command"],
    required: ["command"],
    tls: "never",
    haproxy: false,
  },
};

const ALWAYS: ReadonlySet<string> = new Set(["type", "interval", "timeout", "rise", "fall", "warn", "critical"]);

/**
 * Keys of a check that have no effect on its type, in the order given, such as `path` of an ldap check.
 * Keys inside `expect` can be given as `expect`, or each as `expect.status`, `expect.body`.
 */
export function keysNotFor(type: CheckType, written: readonly string[]): string[] {
  const { keys } = CHECK_VOCABULARY[type];
  return written.filter(
    (key) => !ALWAYS.has(key) && !keys.some((known) => known === key || known.startsWith(`${key}.`)),
  );
}

/** Required keys of the type that are missing. */
export function keysMissingFor(type: CheckType, written: readonly string[]): string[] {
  return CHECK_VOCABULARY[type].required.filter((key) => !written.includes(key));
}
