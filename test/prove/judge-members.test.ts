import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/prove/ask/answer.ts";
import { readHttpAnswer } from "../../src/prove/ask/read-http-answer.ts";
import { judgeCookie } from "../../src/prove/judge/judge-cookie.ts";
import { judgeTold } from "../../src/prove/judge/judge-told.ts";
import { judgeUnanswered } from "../../src/prove/judge/judge-unanswered.ts";
import type { HeadersWanted } from "../../src/prove/questions/headers-towards.ts";

const SOME = { some: true } as const;

function told(text: string) {
  const answer = readHttpAnswer(text);
  if (answer === undefined) throw new Error("not HTTP");
  const receives: HeadersWanted = {
    ...{ "X-Forwarded-Proto": "https", "X-Request-ID": SOME, "X-Old": null },
    "X-SSL-Client-Verify": "SUCCESS",
  };
  return judgeTold({ receives, servernames: { web1: "shop.example" } }, answer);
}

function fromStub(headers: Record<string, string>, servername = "shop.example", machine = "web1"): string {
  return `HTTP/1.1 200 OK\r\nX-Lab-Machine: ${machine}\r\n\r\n${JSON.stringify({ machine, client: "10.0.0.11", servername, headers })}\n`;
}

function fromApache(headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `X-Lab-Told-${name}: ${value}`);
  return ["HTTP/1.1 200 OK", "X-Lab-Machine: web2", "X-Lab-Client: 10.0.0.11", ...lines, "", ""].join("\r\n");
}

const RIGHT = { "x-forwarded-proto": "https", "x-request-id": "b5a0e7e4", "x-ssl-client-verify": "SUCCESS" };

describe("what members are told", () => {
  test.each<[string, string]>([
    ["by a stub", fromStub(RIGHT)],
    ["by a stub without a server name of its own", fromStub(RIGHT, "other.example", "web2")],
    ["by Apache, where an absent header is empty", fromApache({ ...RIGHT, "X-Old": "" })],
  ])("%s: right", (_, text) => {
    expect(told(text)).toBeUndefined();
  });

  test.each<[string, string, string]>([
    [
      "no header",
      fromStub({ ...RIGHT, "x-forwarded-proto": "" }),
      "the member receives no X-Forwarded-Proto (expected https)",
    ],
    [
      "another value",
      fromApache({ ...RIGHT, "x-forwarded-proto": "http" }),
      "the member receives X-Forwarded-Proto: http (expected https)",
    ],
    [
      "the client's value",
      fromStub({ ...RIGHT, "x-request-id": "192.0.2.255" }),
      "the member receives X-Request-ID: 192.0.2.255 (expected one from the load balancer)",
    ],
    ["a removed one", fromStub({ ...RIGHT, "x-old": "1" }), "the member receives X-Old: 1 (expected none)"],
    [
      "another server name",
      fromStub(RIGHT, "x.example"),
      "the member gets the server name x.example, not shop.example",
    ],
    [
      "nothing about a certificate",
      fromStub({ ...RIGHT, "x-ssl-client-verify": "NONE" }),
      "the member receives X-SSL-Client-Verify: NONE (expected SUCCESS)",
    ],
  ])("%s: wrong", (_, text, wrong) => {
    expect(told(text)).toBe(wrong);
  });
});

describe("no answer of a member", () => {
  const said = (text: string): Answer => ({ kind: "said", text });
  const silent = (connected: boolean): Answer => ({ kind: "silent", connected });
  const refused: Answer = { kind: "refused", why: "closed", connected: true };
  test.each<["http" | "text", Answer, string | undefined]>([
    ["http", said("HTTP/1.1 503 Service Unavailable\r\n\r\n"), undefined],
    ["http", said("HTTP/1.1 403 Forbidden\r\n\r\n"), "status 403"],
    ["http", said(fromStub(RIGHT)), "an answer from web1"],
    ["http", refused, undefined],
    ["http", silent(false), undefined],
    ["http", silent(true), "nothing within 10 s"],
    ["text", refused, undefined],
    ["text", said("220 mail1\r\n"), 'an answer: "220 mail1\\r\\n"'],
  ])("%s, %o", (kind, answer, wrong) => {
    expect(judgeUnanswered({ kind: "unanswered", told: kind }, answer, 10_000)).toBe(wrong);
  });
});

describe("the cookie that keeps a client at its member", () => {
  const cookie = { name: "SRV", attributes: ["httponly", "samesite=lax", "secure"] };
  const judge = (lines: readonly string[], keeps?: true) => {
    const answer = readHttpAnswer(["HTTP/1.1 200 OK", ...lines, "", ""].join("\r\n"));
    if (answer === undefined) throw new Error("not HTTP");
    return judgeCookie({ cookie, ...(keeps === undefined ? {} : { keeps }) }, answer);
  };
  const SESSION = "Set-Cookie: SESSION=1; path=/";

  test("is set with its attributes, whatever their order", () => {
    expect(judge([SESSION, "Set-Cookie: SRV=web1; path=/; SameSite=Lax; HttpOnly; Secure"])).toBeUndefined();
  });

  test("must be set, unless the client has it", () => {
    expect(judge([SESSION])).toBe("no cookie SRV");
    expect(judge([SESSION], true)).toBeUndefined();
  });

  test("must not lose an attribute", () => {
    const wrong = "the cookie SRV is httponly, not httponly, samesite=lax, secure";
    expect(judge([SESSION, "set-cookie: SRV=web1; path=/; HttpOnly"], true)).toBe(wrong);
  });
});
