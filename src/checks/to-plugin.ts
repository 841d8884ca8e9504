import type { CheckQuestion } from "../contract/check-spec.ts";
import type { Family } from "../contract/fleet.ts";
import { GOOD_STATUSES } from "./http-statuses.ts";
import { statusPrefixes } from "./status-prefixes.ts";

/** Where Debian keeps the Monitoring Plugins. */
export const PLUGIN_FOLDER = "/usr/lib/nagios/plugins";

/** The target of a check, and its timeout. */
export interface PluginTarget {
  readonly address: string;
  readonly family: Family;
  /** Default port, if the check has none of its own. */
  readonly port: number;
  /** Default host name for the Host header and the TLS handshake. */
  readonly hostname?: string;
  /** Whether the port uses TLS from the first byte. A check's own port uses TLS only if its type implies it. */
  readonly tls: boolean;
  /** Milliseconds, rounded up, because plugins count whole seconds. */
  readonly timeout: number;
  /** Response time in milliseconds from which the result is a warning, or critical. */
  readonly warn?: number;
  readonly critical?: number;
}

/** Program and arguments, or why no plugin can run the check, which is reported as a finding. */
export type PluginCheck = { readonly ok: { readonly argv: readonly string[] } } | { readonly cannot: string };

/** Size of check_http's buffers; it silently truncates longer values. */
const LONGEST_TEXT = 1000;

/**
 * A check as a command line of Debian's Monitoring Plugins 2.3. Plugins exit with 0 (OK), 1 (warning), 2 (critical)
 * or 3 (unknown). No plugin supports PROXY, and none verifies certificates.
 */
export function checkToPlugin(question: CheckQuestion, target: PluginTarget): PluginCheck {
  const ask = { question, target, tls: target.tls && question.port === undefined };
  switch (question.type) {
    case "tcp":
      return plugin("check_tcp", [...tcpTo(ask), ...times(ask)]);
    case "tls":
      return plugin("check_tcp", [...tcpTo(ask), "-S", ...sni(ask), ...times(ask)]);
    case "http":
      return toHttp(ask);
    case "https":
      return toHttp({ ...ask, tls: true });
    case "ldap":
      return toLdap(ask);
    case "smtp":
      if (ask.tls) return { cannot: "check_smtp supports STARTTLS but not implicit TLS: use tls" };
      return plugin("check_smtp", [...tcpTo(ask), ...times(ask)]);
    case "imap":
      return plugin("check_imap", [...tcpTo(ask), ...mayTls(ask), "-M", "crit", ...times(ask)]);
    case "redis":
      return plugin("check_tcp", [
        ...[...tcpTo(ask), ...mayTls(ask)],
        ...["-E", "-s", "PING\\r\\n", "-e", "+PONG", "-M", "crit"],
        ...times(ask),
      ]);
    case "mysql":
      return toMysql(ask);
    case "postgresql":
      return toPostgresql(ask);
    case "dns":
      return toDns(ask);
    case "ntp":
      if (limitsTime(target)) return { cannot: "check_ntp_time measures the clock offset, not the response time" };
      return plugin("check_ntp_time", [...tcpTo(ask), "-w", "0.5", "-c", "1", ...timeout(target)]);
    case "ssh":
      if (limitsTime(target)) return { cannot: "check_ssh does not measure the response time" };
      return plugin("check_ssh", [...tcpTo(ask), ...timeout(target)]);
    case "command":
      return toCommand(question);
    case "radius":
    case "kerberos":
    case "mqtt":
      return { cannot: `no Monitoring Plugin supports a check of type ${question.type}: use a command` };
  }
}

interface Ask {
  readonly question: CheckQuestion;
  readonly target: PluginTarget;
  readonly tls: boolean;
}

function plugin(name: string, args: readonly string[]): PluginCheck {
  return { ok: { argv: [`${PLUGIN_FOLDER}/${name}`, ...args] } };
}

function portOf({ question, target }: Ask): string {
  return String(question.port ?? target.port);
}

function familyFlag(target: PluginTarget): string {
  return target.family === "ipv4" ? "-4" : "-6";
}

function tcpTo(ask: Ask): string[] {
  return ["-H", ask.target.address, familyFlag(ask.target), "-p", portOf(ask)];
}

function nameOf({ question, target }: Ask): string | undefined {
  return question.host ?? target.hostname;
}

function sni(ask: Ask): string[] {
  const name = nameOf(ask);
  return name === undefined ? [] : [`--sni=${name}`];
}

function mayTls(ask: Ask): string[] {
  return ask.tls ? ["-S", ...sni(ask)] : [];
}

function limitsTime(target: PluginTarget): boolean {
  return target.warn !== undefined || target.critical !== undefined;
}

function timeout(target: PluginTarget): string[] {
  return ["-t", String(Math.max(1, Math.ceil(target.timeout / 1000)))];
}

function times({ target }: Ask): string[] {
  return [
    ...(target.warn === undefined ? [] : ["-w", String(target.warn / 1000)]),
    ...(target.critical === undefined ? [] : ["-c", String(target.critical / 1000)]),
    ...timeout(target),
  ];
}

/**
 * `-e` looks for any of its strings in the status line, and turns off all other tests of the status: no redirect is
 * followed, and a 404 is critical, not a warning. The version before the code keeps `200` from matching in the reason.
 */
function toHttp(ask: Ask): PluginCheck {
  const { question, target } = ask;
  const prefixes = statusPrefixes(question.status ?? GOOD_STATUSES);
  const expected = prefixes.flatMap((prefix) => [`HTTP/1.0 ${prefix}`, `HTTP/1.1 ${prefix}`]).join(",");
  if (prefixes.length === 0) return { cannot: "the check accepts no status code at all" };
  if (expected.length > LONGEST_TEXT) return { cannot: "check_http cannot take so many status codes" };
  const { body } = question;
  if (body !== undefined && Buffer.byteLength(body) > LONGEST_TEXT) {
    return { cannot: "check_http cannot take so long a body" };
  }
  const name = nameOf(ask);
  return plugin("check_http", [
    ...["-I", target.address, familyFlag(target), "-p", portOf(ask)],
    ...(name === undefined ? [] : ["-H", name]),
    ...(ask.tls ? ["-S", ...(name === undefined ? [] : ["--sni"])] : []),
    ...["-u", question.path ?? "/", "-e", expected],
    ...(body === undefined ? [] : ["-s", body]),
    ...times(ask),
  ]);
}

function toLdap(ask: Ask): PluginCheck {
  if (ask.tls) return { cannot: "check_ldap verifies the certificate against the IP address: use tls" };
  return plugin("check_ldap", [...tcpTo(ask), "-3", "-b", ask.question.base ?? "", ...times(ask)]);
}

function toMysql(ask: Ask): PluginCheck {
  const { question, target } = ask;
  if (ask.tls) return { cannot: "check_mysql does not support implicit TLS: use tls" };
  if (limitsTime(target)) return { cannot: "check_mysql does not measure the response time" };
  // It has no timeout either; the caller must set one.
  const user = question.user === undefined ? ["-n"] : ["-u", question.user];
  return plugin("check_mysql", ["-H", target.address, "-P", portOf(ask), ...user]);
}

function toPostgresql(ask: Ask): PluginCheck {
  const { question, target } = ask;
  if (ask.tls) return { cannot: "check_pgsql does not support implicit TLS: use tls" };
  if (question.user === undefined) return { cannot: "check_pgsql needs a `user`" };
  return plugin("check_pgsql", [
    ...["-H", target.address, "-P", portOf(ask), "-l", question.user, "-d", "template1"],
    ...times(ask),
  ]);
}

function toDns(ask: Ask): PluginCheck {
  const { query, record } = ask.question;
  if (query === undefined) return { cannot: "a check of type dns needs a `query`" };
  // check_dig inserts it into a command line of dig.
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(query)) return { cannot: "check_dig cannot query this name" };
  return plugin("check_dig", [...tcpTo(ask), "-l", query, "-T", record ?? "A", ...times(ask)]);
}

function toCommand(question: CheckQuestion): PluginCheck {
  if (question.command === undefined) return { cannot: "a check of type command needs a `command`" };
  return { ok: { argv: question.command } };
}
