import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/prove/ask/answer.ts";
import { judgeAnswer } from "../../src/prove/judge/judge-answer.ts";
import type { Question, Wanted } from "../../src/prove/questions/question.ts";

const FROM = "203.0.113.9";
const BALANCER = "10.0.0.11";

function judge(wanted: Wanted, answer: Answer) {
  const question: Question = {
    ...{ service: "shop", client: "world", nodes: ["lb1"], family: "ipv4", asked: "http://shop.example/", wanted },
    probe: { transport: "tcp", from: FROM, to: "192.0.2.10", port: 80, says: "", until: "end", timeout: 1000 },
    causes: [],
  };
  return judgeAnswer(question, answer, [BALANCER]);
}

function said(text: string, certificate?: readonly string[]): Answer {
  return { kind: "said", text, ...(certificate === undefined ? {} : { certificate }) };
}

function fromMember(machine: string, client: string, forwarded?: string, others: Record<string, string> = {}): Answer {
  const headers = { ...others, ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }) };
  return said(`HTTP/1.1 200 OK\r\nX-Lab-Machine: ${machine}\r\n\r\n${JSON.stringify({ machine, client, headers })}\n`);
}

function fromApache(status: string, client: string, left: string, forged?: string): Answer {
  const told = [`X-Lab-Forwarded: ${left}`, ...(forged === undefined ? [] : [`X-Lab-Forged: ${forged}`])];
  return said([`HTTP/1.1 ${status}`, "X-Lab-Machine: web1", `X-Lab-Client: ${client}`, ...told, "", ""].join("\r\n"));
}

function refused(why: string): Answer {
  return { kind: "refused", why, connected: false };
}

/** A connection that was established. */
function ended(why: string): Answer {
  return { kind: "refused", why, connected: true };
}

/** A member's answer with a cookie of the load balancer. */
function withCookie(cookie: string): Extract<Answer, { kind: "said" }> {
  const body = JSON.stringify({ machine: "web1", client: BALANCER, headers: { "x-forwarded-for": FROM } });
  return { kind: "said", text: `HTTP/1.1 200 OK\r\nX-Lab-Machine: web1\r\nSet-Cookie: ${cookie}\r\n\r\n${body}\n` };
}

/** Two answers to a client, the first of which sets the cookie. */
function cookieOnce(): Answer {
  const first = withCookie("SRV=web1; path=/; HttpOnly; SameSite=None; Secure");
  return { ...first, again: [fromMember("web1", BALANCER, FROM)] };
}

/** Answers of members to one client with cookies. */
function visits(...machines: readonly string[]): Answer {
  const [first, ...again] = machines.map((machine) => fromMember(machine, BALANCER, FROM));
  if (first?.kind !== "said") throw new Error("no visit");
  return { ...first, again };
}

const MEMBER = { kind: "member", machines: ["web1"], told: "http", sees: "header" } as const;
const KEEPS = { ...MEMBER, machines: ["web1", "web2"], keeps: true } as const;
const GREETING = { kind: "member", machines: ["mail1"], told: "text", sees: "address" } as const;
/** Headers that a load balancer sends for this client, and headers that it never sends. */
const TOLD = { "x-forwarded-proto": "https", "x-ssl-client-verify": "NONE", "x-other": "192.0.2.255" };
const SILENT: Answer = { kind: "silent", connected: false };
const OLD = { kind: "alert", about: "version" } as const;
const STRANGER = { kind: "alert", about: "certificate" } as const;
const HEADERS = { kind: "status", status: 403, headers: { "x-set": "a b", server: null } } as const;
const COOKIE = { ...MEMBER, cookie: { name: "SRV", attributes: ["httponly", "samesite=none", "secure"] } } as const;

describe("right answers", () => {
  test.each<[string, Wanted, Answer]>([
    ["the member, with the client's address", MEMBER, fromMember("web1", BALANCER, FROM)],
    ["the member, with more headers of a load balancer", MEMBER, fromMember("web1", BALANCER, FROM, TOLD)],
    ["the member behind PROXY", { ...MEMBER, sees: "address" }, fromMember("web1", FROM)],
    ["the member, without the client's address", { ...MEMBER, sees: "balancer" }, fromMember("web1", BALANCER)],
    ["Apache, with the client's address", MEMBER, fromApache("200 OK", FROM, "")],
    ["Apache behind PROXY", { ...MEMBER, sees: "address" }, fromApache("200 OK", FROM, "192.0.2.255")],
    ["Apache, without the client's address", { ...MEMBER, sees: "balancer" }, fromApache("200 OK", BALANCER, "")],
    ["a greeting", GREETING, said(`220 mail1 ESMTP ${FROM}\r\n`)],
    ["a greeting of SSH", { kind: "member", machines: ["mail1"], told: "text" }, said("SSH-2.0-mail1\r\n")],
    ["any answer", { ...GREETING, machines: [], sees: "address" }, said(`x ${FROM}`)],
    ["silence", { kind: "nothing" }, SILENT],
    ["no reply (firewalled)", { kind: "nothing", filtered: true }, SILENT],
    ["a router without a route", { kind: "nothing", filtered: true }, refused("EHOSTUNREACH")],
    ["a refused connection to a machine that may be reached", { kind: "reached" }, refused("ECONNREFUSED")],
    ["a connection to it", { kind: "reached" }, { kind: "silent", connected: true }],
    ["one member for all requests", KEEPS, visits("web1", "web1", "web1")],
    ["a reset", { kind: "closed" }, ended("ECONNRESET")],
    ["an alert about the version", OLD, said("\x15\x03\x01\0\x02\x02\x46")],
    ["an alert about a missing certificate", STRANGER, ended("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED")],
    ["the same before TLS 1.3", STRANGER, ended("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE")],
    ["an alert about an unknown authority", STRANGER, ended("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA")],
    ["headers as promised", HEADERS, said("HTTP/1.1 403 No\r\nX-Set: a b\r\nX-Other: c\r\n\r\n")],
    ["a cookie as promised", COOKIE, withCookie("SRV=web1; path=/; HttpOnly; SameSite=None; Secure")],
    [
      "headers that the member should get, and not get",
      { ...MEMBER, receives: { "x-forwarded-proto": "https", "x-user": null } },
      fromMember("web1", BALANCER, FROM, TOLD),
    ],
    ["no cookie for a client that has one", { ...COOKIE, keeps: true }, cookieOnce()],
    ["a status", { kind: "status", status: 403 }, said("HTTP/1.1 403 Forbidden\r\n\r\nno")],
    [
      "a redirect",
      { kind: "redirect", status: 301, to: "https://shop.example", certificate: ["a", "b"] },
      said("HTTP/1.1 301 Moved\r\nLocation: https://shop.example/\r\n\r\n", ["b", "a"]),
    ],
  ])("%s", (_, wanted, answer) => {
    expect(judge(wanted, answer).wrong).toBeUndefined();
  });
});

describe("wrong answers", () => {
  test.each<[string, Wanted, Answer, RegExp]>([
    ["another member", MEMBER, fromMember("web2", BALANCER, FROM), /status 200 from web2/],
    ["an error", MEMBER, said("HTTP/1.1 503 No\r\n\r\n"), /status 503/],
    ["silence", MEMBER, SILENT, /nothing within 1 s/],
    ["a refusal", MEMBER, { kind: "refused", why: "ECONNREFUSED", connected: false }, /no connection \(ECONNREFUSED\)/],
    ["a forged client", MEMBER, fromMember("web1", BALANCER, `192.0.2.255, ${FROM}`), /sees 192\.0\.2\.255, 203/],
    [
      "headers that the client forged",
      MEMBER,
      fromMember("web1", BALANCER, FROM, { "x-real-ip": "192.0.2.255", forwarded: `192.0.2.255, for=${FROM}` }),
      /^the member receives headers that the client forged: Forwarded, X-Real-IP$/,
    ],
    [
      "a header forged in another spelling",
      { ...MEMBER, sees: "balancer" },
      fromMember("web1", BALANCER, undefined, { x_forwarded_for: "192.0.2.255" }),
      /forged: X_Forwarded_For$/,
    ],
    [
      "a forged header that is ignored behind PROXY",
      { ...MEMBER, sees: "address" },
      fromMember("web1", FROM, "192.0.2.255"),
      /forged: X-Forwarded-For$/,
    ],
    [
      "a forged header that reached Apache",
      MEMBER,
      fromApache("200 OK", FROM, "", "X-Scheme, Remote-User"),
      /forged: X-Scheme, Remote-User$/,
    ],
    ["no client", MEMBER, fromMember("web1", BALANCER), /sees nobody/],
    [
      "a client address that should be hidden",
      { ...MEMBER, sees: "balancer" },
      fromMember("web1", FROM),
      /not 10\.0\.0\.11/,
    ],
    [
      "a hidden client address in a header",
      { ...MEMBER, sees: "balancer" },
      fromMember("web1", BALANCER, FROM),
      /receives/,
    ],
    ["an error of the member", MEMBER, fromApache("404 Not Found", FROM, ""), /status 404 from web1/],
    ["Apache that trusts nobody", MEMBER, fromApache("200 OK", BALANCER, FROM), /sees 10\.0\.0\.11, 203/],
    [
      "a header that Apache passes on to applications",
      MEMBER,
      fromApache("200 OK", FROM, "192.0.2.255"),
      /sees 203.*, 192/,
    ],
    [
      "a hidden client address that Apache receives",
      { ...MEMBER, sees: "balancer" },
      fromApache("200 OK", BALANCER, FROM),
      /, 203/,
    ],
    ["another greeting", GREETING, said(`220 mail2 ESMTP ${FROM}\r\n`), /unexpected answer/],
    ["a name that contains another", GREETING, said(`220 mail10 ESMTP ${FROM}\r\n`), /unexpected answer/],
    ["alternating members", KEEPS, visits("web1", "web2", "web1"), /^answers from web1, web2, web1$/],
    ["a wrong answer to a later request", KEEPS, visits("web1", "web3"), /status 200 from web3/],
    [
      "a refused connection to the machine itself",
      { kind: "nothing", filtered: true },
      refused("ECONNREFUSED"),
      /refused by the machine itself/,
    ],
    ["no reply from a machine that must be reachable", { kind: "reached" }, SILENT, /nothing within 1 s/],
    ["no route to it", { kind: "reached" }, refused("EHOSTUNREACH"), /no connection \(EHOSTUNREACH\)/],
    ["an unexpected answer", { kind: "closed" }, said("x"), /an answer: "x"/],
    ["silence instead of a closed connection", { kind: "closed" }, SILENT, /^not shown: nothing within 1 s$/],
    ["no connection instead of a closed one", { kind: "closed" }, refused("EHOSTUNREACH"), /no connection/],
    ["a version that is spoken", OLD, said("\x16\x03\x02\0\x41\x02"), /^the handshake goes on$/],
    ["an alert about the ciphers of the version", OLD, said("\x15\x03\x01\0\x02\x02\x28"), /^alert 40, which is not/],
    ["another protocol", OLD, said("HTTP/1.1 400 Bad request"), /^no TLS$/],
    ["silence instead of an alert", OLD, { kind: "silent", connected: true }, /^not shown: nothing within 1 s$/],
    ["a closed connection instead of an alert", OLD, ended("closed"), /^no answer \(closed\)$/],
    ["the same about a certificate", STRANGER, ended("ECONNRESET"), /^no answer \(ECONNRESET\)$/],
    ["an alert about something else", STRANGER, ended("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"), /^no answer/],
    ["an answer to a stranger", STRANGER, said("HTTP/1.1 200 OK"), /^an answer: "HTTP/],
    ["a missing header", HEADERS, said("HTTP/1.1 403 No\r\n\r\n"), /^no header x-set, not a b$/],
    ["a header with another value", HEADERS, said("HTTP/1.1 403 No\r\nX-Set: b\r\n\r\n"), /x-set: b, not a b$/],
    [
      "a header twice",
      HEADERS,
      said("HTTP/1.1 403 No\r\nX-Set: a b\r\nx-set: a b\r\n\r\n"),
      /^the header x-set: a b, a b, not a b$/,
    ],
    [
      "a header that must not be there",
      HEADERS,
      said("HTTP/1.1 403 No\r\nX-Set: a b\r\nServer: x\r\n\r\n"),
      /^the header server: x, which nothing in the catalog sets$/,
    ],
    [
      "a header that the member should get",
      { ...MEMBER, receives: { "x-user": "a" } },
      fromMember("web1", BALANCER, FROM),
      /^the member receives no x-user \(expected a\)$/,
    ],
    [
      "a header that the member should not get",
      { ...MEMBER, receives: { "x-other": null } },
      fromMember("web1", BALANCER, FROM, TOLD),
      /^the member receives x-other: 192\.0\.2\.255 \(expected none\)$/,
    ],
    ["no cookie", COOKIE, fromMember("web1", BALANCER, FROM), /^no cookie SRV$/],
    [
      "a cookie that scripts can read",
      COOKIE,
      withCookie("SRV=web1; Secure; SameSite=None"),
      /is samesite=none, secure, not/,
    ],
    [
      "an unexpected connection",
      { kind: "nothing" },
      { kind: "refused", why: "closed", connected: true },
      /a connection/,
    ],
    ["another status", { kind: "status", status: 403 }, said("HTTP/1.1 200 OK\r\n\r\n"), /status 200/],
    [
      "another location",
      { kind: "redirect", status: 301, to: "https://shop.example/" },
      said("HTTP/1.1 301 Moved\r\nLocation: https://evil.example/\r\n\r\n"),
      /redirect 301 to https:\/\/evil/,
    ],
    ["another certificate", { kind: "status", status: 200, certificate: ["a"] }, said("", ["b"]), /for b, not for a/],
  ])("%s", (_, wanted, answer, wrong) => {
    expect(judge(wanted, answer).wrong).toMatch(wrong);
  });
});
