import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/prove/ask/answer.ts";
import { judgeAnswer } from "../../src/prove/ask/judge-answer.ts";
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
    ["silence", { kind: "nothing", connects: false }, SILENT],
    ["no reply (firewalled)", { kind: "nothing", connects: false, filtered: true }, SILENT],
    ["a router without a route", { kind: "nothing", connects: false, filtered: true }, refused("EHOSTUNREACH")],
    ["a refused connection to a machine that may be reached", { kind: "reached" }, refused("ECONNREFUSED")],
    ["a connection to it", { kind: "reached" }, { kind: "silent", connected: true }],
    ["one member for all requests", KEEPS, visits("web1", "web1", "web1")],
    ["a reset", { kind: "nothing", connects: true }, { kind: "refused", why: "ECONNRESET", connected: true }],
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
      { kind: "nothing", connects: false, filtered: true },
      refused("ECONNREFUSED"),
      /refused by the machine itself/,
    ],
    ["no reply from a machine that must be reachable", { kind: "reached" }, SILENT, /nothing within 1 s/],
    ["no route to it", { kind: "reached" }, refused("EHOSTUNREACH"), /no connection \(EHOSTUNREACH\)/],
    ["an unexpected answer", { kind: "nothing", connects: true }, said("x"), /an answer: "x"/],
    [
      "an unexpected connection",
      { kind: "nothing", connects: false },
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
