import { GOOD_STATUSES } from "../../../src/checks/http-statuses.ts";
import { CHECK_VOCABULARY } from "../../../src/checks/vocabulary.ts";
import type { CheckSpec, StatusRange } from "../../../src/contract/check-spec.ts";
import { quoteHaproxy, quoteHaproxyFormat } from "../quote-word.ts";

/** What HAProxy needs besides the check itself. */
export interface HaproxyCheckInput {
  readonly check: CheckSpec;
  /** Default host of the check: the service's first host name. */
  readonly hostname?: string;
  /** TLS of the backend's traffic to members; absent if HAProxy sends no TLS of its own. */
  readonly tls?: { readonly serverName?: string };
  /** Whether traffic to members starts with a PROXY header. */
  readonly proxy: boolean;
}

/** Lines of a backend section, without indentation, and words for each of its `server` lines. */
interface HaproxyCheckLines {
  readonly backend: readonly string[];
  /** `check inter 5s …`. TLS of checks uses the server's own `verify` and `ca-file`; they are included only if it has none. */
  readonly server: readonly string[];
}

/** The lines, or why HAProxy cannot run the check. That is reported as a finding, never replaced by a weaker check. */
export type HaproxyCheck = { readonly ok: HaproxyCheckLines } | { readonly cannot: string };

/** HAProxy stores times as 31 bits of milliseconds. */
const LONGEST = 2_147_483_647;

/**
 * A health check as HAProxy configuration (Configuration Manual 2.6, sections 4.2 and 5.2). All lines of the check are
 * here and none is inherited: TLS by `check-ssl` (never `ssl-hello-chk`, which would override `httpchk`), status by
 * `expect status` (`rstatus` is unanchored). A check on its own port uses plain text and no PROXY header unless its
 * type implies TLS, because it is another listener.
 */
export function checkToHaproxy(input: HaproxyCheckInput): HaproxyCheck {
  const { check } = input;
  const entry = CHECK_VOCABULARY[check.type];
  const ownPort = check.port !== undefined;
  if (!entry.haproxy) return { cannot: `HAProxy cannot run a check of type ${check.type}${alternative(check)}` };
  if (input.tls !== undefined && !ownPort && entry.tls === "never") {
    return { cannot: `a check of type ${check.type} speaks no TLS, but the members do: use https or tls` };
  }
  if (check.interval > LONGEST || check.timeout > LONGEST) return { cannot: "HAProxy allows no time above 24 days" };

  const overTls = entry.tls === "always" || (entry.tls === "follows" && input.tls !== undefined && !ownPort);
  const dialogue = toDialogue(input);
  if ("cannot" in dialogue) return dialogue;
  const tls = overTls ? tlsWords(input) : [];
  if (tls === undefined) return { cannot: "the host name of the check contains a control character" };
  return {
    ok: {
      // Starts at the connection. The connection itself is limited by the smaller of `timeout connect` and `inter`.
      backend: [...dialogue.lines, `timeout check ${formatTime(check.timeout)}`],
      server: [
        "check",
        ...(check.port === undefined ? [] : ["port", String(check.port)]),
        "inter",
        formatTime(check.interval),
        "rise",
        String(check.rise),
        "fall",
        String(check.fall),
        ...tls,
        ...(input.proxy && !ownPort ? ["check-send-proxy"] : []),
      ],
    },
  };
}

function alternative(check: CheckSpec): string {
  if (check.type === "command") return ": it runs no programs";
  if (check.type === "kerberos") return ": use tcp, which only opens a connection";
  return ", which uses UDP: use tcp or a port that answers over TCP";
}

type Dialogue = { readonly lines: readonly string[] } | { readonly cannot: string };

/** Every type has its case. A missing one does not compile, so it never becomes a bare connection check. */
function toDialogue(input: HaproxyCheckInput): Dialogue {
  const { check } = input;
  switch (check.type) {
    case "http":
    case "https":
      return toHttp(input);
    case "ldap":
      if (check.base !== undefined)
        return { cannot: "HAProxy can bind to an LDAP server but not search: remove `base`" };
      return { lines: ["option ldap-check"] };
    case "smtp":
      return { lines: ["option smtpchk EHLO localhost"] };
    case "imap":
      return {
        lines: [...TCP_CHECK, "tcp-check expect rstring '^\\* (OK|PREAUTH) '", ...SAY_GOODBYE],
      };
    case "mysql":
      return named("option mysql-check", check.user);
    case "postgresql":
      if (check.user === undefined) return { cannot: "HAProxy cannot check PostgreSQL without a `user`" };
      return named("option pgsql-check", check.user);
    case "redis":
      return { lines: ["option redis-check"] };
    case "ssh":
      return { lines: [...TCP_CHECK, "tcp-check expect rstring '^SSH-(2\\.0|1\\.99)-'"] };
    case "mqtt":
      return { lines: [...TCP_CHECK, ...MQTT_DIALOGUE] };
    case "tcp":
      // Closed before the TCP handshake ends, so the member's program never notices it.
      return { lines: ["option tcp-check"] };
    case "tls":
      return { lines: TCP_CHECK };
    case "dns":
    case "ntp":
    case "radius":
    case "kerberos":
    case "command":
      return { cannot: `HAProxy cannot run a check of type ${check.type}${alternative(check)}` };
  }
}

/**
 * Only a `default` connection applies `check-ssl` and `check-send-proxy`. `linger` closes it cleanly: otherwise members log
 * a reset every few seconds.
 */
const TCP_CHECK = ["option tcp-check", "tcp-check connect default linger"];

// Outside quotes, `\r\n` is a line end; inside, it would be four characters.
const SAY_GOODBYE = ["tcp-check send a1\\ LOGOUT\\r\\n", "tcp-check expect string '* BYE'"];

/** MQTT 3.1.1, section 3.1: CONNECT with a clean session and no name; 3.2.2.3: 0 is accepted, 4 and 5 require a login. */
const MQTT_DIALOGUE = [
  "tcp-check send-binary 100c00044d5154540402003c0000",
  "tcp-check expect rbinary ^200200(00|04|05)",
  "tcp-check send-binary e000",
];

function named(option: string, user: string | undefined): Dialogue {
  if (user === undefined) return { lines: [option] };
  const word = quoteHaproxy(user);
  return word === undefined
    ? { cannot: "the user contains a control character" }
    : { lines: [`${option} user ${word}`] };
}

function toHttp({ check, hostname }: HaproxyCheckInput): Dialogue {
  const path = quoteHaproxy(check.path ?? "/");
  if (path === undefined) return { cannot: "the path contains a control character" };
  const name = check.host ?? hostname;
  const host = name === undefined ? undefined : quoteHaproxyFormat(name);
  if (name !== undefined && host === undefined) return { cannot: "the host name contains a control character" };
  const body = check.body === undefined ? undefined : quoteHaproxy(check.body);
  if (check.body !== undefined && body === undefined)
    return { cannot: "the expected body contains a control character" };
  return {
    lines: [
      "option httpchk",
      // HTTP/1.1 requires a Host header (RFC 9112, section 3.2).
      `http-check send meth GET uri ${path} ${host === undefined ? "ver HTTP/1.0" : `ver HTTP/1.1 hdr Host ${host}`}`,
      `http-check expect status ${formatStatus(check.status ?? GOOD_STATUSES)}`,
      ...(body === undefined ? [] : [`http-check expect string ${body}`]),
    ],
  };
}

function formatStatus(ranges: readonly StatusRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}

/** Undefined if the name cannot be quoted. */
function tlsWords({ check, hostname, tls }: HaproxyCheckInput): string[] | undefined {
  const name = check.host ?? tls?.serverName ?? hostname;
  const sni = name === undefined ? undefined : quoteHaproxy(name);
  if (name !== undefined && sni === undefined) return undefined;
  return [
    "check-ssl",
    ...(sni === undefined ? [] : ["check-sni", sni]),
    // By default HAProxy verifies, and does not start without a CA.
    ...(tls === undefined ? ["verify", "none"] : []),
  ];
}

function formatTime(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
