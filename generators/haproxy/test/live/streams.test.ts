import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { makeCertificate, throwAwayCertificate } from "../../../../test/support/check-haproxy.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import type { Secure, ServerKind } from "../../../../test/support/live/haproxy-messages.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { memberStates } from "./member-states.ts";

const WORLD = "192.0.2.200";
const CAMPUS = "10.5.5.5";
const UNWANTED = "10.5.5.6";
const FRIEND = "198.51.100.7";
/** Earlier requests are still counted, so each attempt uses another source. */
const STRANGERS = ["192.0.2.201", "192.0.2.202", "192.0.2.203"];
const MANAGEMENT = "10.1.99.5";
const MAIL = "192.0.2.25";
const APP = "192.0.2.30";
const API = "192.0.2.43";
const PARTNERS = "192.0.2.44";
const GUESTS = "192.0.2.45";
const LB = { lb1: "10.1.1.11", lb2: "10.2.1.11" } as const;
const MEMBERS = ["10.1.8.1", "10.2.8.2"] as const;
const ADDRESSES = [
  MAIL,
  APP,
  API,
  PARTNERS,
  GUESTS,
  LB.lb1,
  LB.lb2,
  ...MEMBERS,
  WORLD,
  CAMPUS,
  UNWANTED,
  FRIEND,
  ...STRANGERS,
  MANAGEMENT,
];

describeWith(["haproxy", "openssl", "ip", "namespaces"], "streams, limits and sessions on a running HAProxy", () => {
  let lab: HaproxyLab;
  const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases/streams/catalog")));
  const pem = throwAwayCertificate();
  const app = (request: Partial<Request> = {}) =>
    lab.request({ to: APP, host: "app.uni.example", tls: true, ...request });

  beforeAll(async () => {
    lab = openHaproxyLab(ADDRESSES, WORLD);
    for (const address of MEMBERS) {
      for (const port of [10025, 10143, 10993]) await lab.do({ do: "listen", kind: "echo", address, port });
      await lab.do({ do: "listen", kind: "http", address, port: 8080 });
      await lab.do({ do: "listen", kind: "https", address, port: 8443, pem });
    }
    await lab.start(compilation, "lb1");
    await vi.waitUntil(async () => (await app({ from: FRIEND })).status === 200, PATIENCE);
  });

  afterAll(() => lab.close());

  test("PROXY v2 passes the client's address to a member", async () => {
    const { text } = await lab.send({ from: WORLD, to: MAIL, port: 25, text: "EHLO x\r\n" });
    const { hex } = JSON.parse(text);
    const signature = "0d0a0d0a000d0a515549540a";
    // Version 2, TCP over IPv4, 12 bytes: source, destination, ports.
    expect(hex.slice(0, 48)).toBe(`${signature}2111000c${hexOf(WORLD)}${hexOf(MAIL)}`);
  });

  test("PROXY v1 passes it in text, and access applies to streams", async () => {
    const inside = await lab.send({ from: CAMPUS, to: MAIL, port: 143, text: "a1 NOOP\r\n" });
    const { hex } = JSON.parse(inside.text);
    expect(Buffer.from(hex, "hex").toString()).toMatch(new RegExp(`^PROXY TCP4 ${CAMPUS} ${MAIL} \\d+ 143\r\n`));
    const outside = await lab.send({ from: WORLD, to: MAIL, port: 143, text: "a1 NOOP\r\n" });
    expect(outside.text).toBe("");
    // A raw line from the catalog.
    expect((await lab.send({ from: UNWANTED, to: MAIL, port: 143, text: "a1 NOOP\r\n" })).text).toBe("");
  });

  test("`source` keeps a client at its member", async () => {
    const members = new Set<string>();
    for (let i = 0; i < 5; i++) {
      members.add(JSON.parse((await lab.send({ from: CAMPUS, to: MAIL, port: 143, text: "x" })).text).member);
    }
    expect(members.size).toBe(1);
  });

  test("connections per source are limited, except for exempt sources", async () => {
    const together = (from: string) =>
      Promise.all(Array.from({ length: 5 }, () => lab.send({ from, to: MAIL, port: 25, text: "", hold: 1000 })));
    const refused = (replies: readonly { error?: string }[]) =>
      replies.filter(({ error }) => error !== "timeout").length;
    // Members that never close a connection by themselves.
    const become = async (kind: ServerKind) => {
      for (const address of MEMBERS) {
        await lab.do({ do: "close", address, port: 10025 });
        await lab.do({ do: "listen", kind, address, port: 10025 });
      }
    };
    await become("redis");
    try {
      expect(refused(await together(STRANGERS[0] ?? ""))).toBe(3);
      expect(refused(await together(FRIEND))).toBe(0);
      expect(refused(await together(STRANGERS[0] ?? ""))).toBe(3);
    } finally {
      await become("echo");
    }
  });

  test("TLS of streams ends at the load balancer, with the configured minimum version", async () => {
    const new13 = await lab.send({ from: WORLD, to: MAIL, port: 993, tls: {}, text: "a1 NOOP\r\n" });
    expect(Buffer.from(JSON.parse(new13.text).hex, "hex").toString()).toBe("a1 NOOP\r\n");
    const old12 = await lab.send({ from: WORLD, to: MAIL, port: 993, tls: { version: "TLSv1.2" }, text: "x" });
    expect(old12.secured).toBe(false);
  });

  test("requests per source are limited with 429, except for exempt sources", async ({ task }) => {
    const statuses = async (from: string) => {
      const list: number[] = [];
      for (let i = 0; i < 8; i++) list.push((await app({ from })).status);
      return list;
    };
    expect(await statuses(STRANGERS[task.result?.retryCount ?? 0] ?? "")).toEqual([
      200, 200, 200, 200, 200, 429, 429, 429,
    ]);
    expect(await statuses(FRIEND)).toEqual(Array(8).fill(200));
  });

  test("certificates of members are verified", async () => {
    await lab.do({ do: "close", address: MEMBERS[0], port: 8443 });
    await lab.do({ do: "close", address: MEMBERS[1], port: 8443 });
    const stranger = makeCertificate();
    for (const address of MEMBERS) await lab.do({ do: "listen", kind: "https", address, port: 8443, pem: stranger });
    await vi.waitUntil(async () => (await app({ from: FRIEND })).status === 503, PATIENCE);
    for (const address of MEMBERS) {
      await lab.do({ do: "close", address, port: 8443 });
      await lab.do({ do: "listen", kind: "https", address, port: 8443, pem });
    }
    // Both, because later tests count on two members, and each is checked at its own time.
    await vi.waitUntil(async () => {
      const states = await memberStates(lab, LB.lb1, MANAGEMENT);
      return ["app.web/one", "app.web/two"].every((member) => states[member]?.startsWith("UP"));
    }, PATIENCE);
  });

  test("client certificates are required, and the host must match the handshake", async () => {
    const ask = (host: string, servername: string, own?: string) =>
      lab.request({ to: PARTNERS, host, tls: { servername, ...(own === undefined ? {} : { pem: own }) } });
    expect((await ask("partners.uni.example", "partners.uni.example", pem)).status).toBe(200);
    expect((await ask("partners.uni.example", "partners.uni.example")).status).toBe(0);
    expect((await ask("partners.uni.example", "partners.uni.example", makeCertificate())).status).toBe(0);
    expect((await ask("partners.uni.example", "other.uni.example", pem)).status).toBe(421);
    expect((await ask("app.uni.example", "partners.uni.example", pem)).status).toBe(421);
  });

  test("members learn the client's certificate, and clients cannot forge it", async () => {
    const { fingerprint256, serialNumber } = new X509Certificate(pem);
    const forged = Object.fromEntries(
      [
        "X-SSL-Client-CN",
        "X-SSL-Client-Verify",
        "X_SSL_Client_Subject_CN",
        "X-SSL-CLIENT-SERIAL",
        "x-ssl-anything",
      ].map((name) => [name, "forged"]),
    );
    const told = async (to: string, servername: string, own?: string): Promise<Record<string, string>> => {
      const tls = { servername, ...(own === undefined ? {} : { pem: own }) };
      const { body } = await lab.request({ to, host: servername, tls, headers: forged });
      const seen: Record<string, string> = JSON.parse(body).headers;
      return Object.fromEntries(Object.entries(seen).filter(([name]) => /ssl/.test(name)));
    };
    const known = {
      "x-ssl-client-verify": "SUCCESS",
      "x-ssl-client-subject-dn": "CN=throw-away",
      "x-ssl-client-subject-cn": "throw-away",
      "x-ssl-client-issuer-dn": "CN=throw-away",
      "x-ssl-client-serial": serialNumber,
      "x-ssl-client-fingerprint": fingerprint256.replaceAll(":", "").toLowerCase(),
    };
    expect(await told(PARTNERS, "partners.uni.example", pem)).toEqual(known);
    expect(await told(GUESTS, "guests.uni.example", pem)).toEqual(known);
    expect(await told(GUESTS, "guests.uni.example")).toEqual({ "x-ssl-client-verify": "NONE" });
    // A certificate of an unknown CA ends the handshake.
    const stranger = { servername: "guests.uni.example", pem: makeCertificate() };
    expect((await lab.request({ to: GUESTS, host: "guests.uni.example", tls: stranger })).status).toBe(0);
    expect(JSON.parse((await app({ from: FRIEND, headers: forged })).body).headers).not.toHaveProperty(
      "x-ssl-client-cn",
    );
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "a resumed %s session from elsewhere does not replace a certificate",
    async (version) => {
      const servername = "partners.uni.example";
      const elsewhere = { servername: "app.uni.example", keep: version, version };
      expect((await app({ from: FRIEND, tls: elsewhere })).status).toBe(200);
      const reply = await lab.request({
        to: PARTNERS,
        host: servername,
        tls: { servername, resume: version, version },
      });
      expect(reply.status).toBe(0);
    },
  );

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "a %s session is resumed where it began, with its certificate",
    async (version) => {
      const text = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const ask = (from: string, to: string, servername: string, session: Partial<Secure>) =>
        lab.send({ from, to, port: 443, tls: { servername, version, ...session }, text: text(servername) });
      const plain = `plain ${version}`;
      expect((await ask(FRIEND, APP, "app.uni.example", { keep: plain })).resumed).toBe(false);
      expect(await ask(FRIEND, APP, "app.uni.example", { resume: plain })).toMatchObject({ resumed: true });
      const own = `own ${version}`;
      const first = await ask(WORLD, PARTNERS, "partners.uni.example", { pem, keep: own });
      const second = await ask(WORLD, PARTNERS, "partners.uni.example", { resume: own });
      expect([first.resumed, second.resumed]).toEqual([false, true]);
      for (const { text } of [first, second]) {
        expect(text).toContain(" 200 ");
        expect(text).toContain('"x-ssl-client-subject-cn":"throw-away"');
      }
      // Where a certificate is optional, the resumed session counts as without one. A session of TLS 1.2 keeps its server name: 421.
      const guest = await ask(WORLD, GUESTS, "guests.uni.example", { resume: plain });
      expect(guest.text).toMatch(/"x-ssl-client-verify":"NONE"| 421 /);
      expect(guest.text).not.toContain("subject-cn");
    },
  );

  test("TLS passthrough is routed by server name", async () => {
    const ask = (host: string, from: string, servername = host) =>
      lab.request({ to: API, host, from, tls: { servername } });
    const open = await ask("open.uni.example", WORLD);
    expect(JSON.parse(open.body).member).toBe("10.2.8.2:8443");
    expect((await ask("OPEN.uni.example", WORLD)).status).toBe(200);
    expect((await ask("records.uni.example", CAMPUS)).status).toBe(200);
    expect((await ask("records.uni.example", WORLD)).status).toBe(0);
    expect((await ask("nobody.uni.example", WORLD)).status).toBe(0);
    // A raw line of one service.
    expect((await ask("open.uni.example", UNWANTED)).status).toBe(0);
    expect((await ask("records.uni.example", UNWANTED)).status).toBe(200);
    const plain = await lab.send({ from: WORLD, to: API, port: 443, text: "GET / HTTP/1.0\r\n\r\n" });
    expect(plain.text).toBe("");
  });

  test("an application cookie leads back to its member: at the other load balancer, after restarts", async () => {
    const memberOf = async (request: Partial<Request> = {}): Promise<unknown> => {
      const { status, body } = await app({ from: FRIEND, ...request });
      return status === 200 ? JSON.parse(body).member : status;
    };
    const sessions = new Map<string, unknown>();
    for (let i = 0; i < 8; i++) sessions.set(`s${i}`, await memberOf({ target: `/${i}?login=s${i}` }));
    expect(new Set(sessions.values()).size).toBe(2);
    // All request the same URI, which by itself would lead them to one member.
    const seen = async () => {
      const members = new Map<string, unknown>();
      for (const session of sessions.keys())
        members.set(session, await memberOf({ headers: { Cookie: `SESSION=${session}` } }));
      return members;
    };
    expect(await seen()).toEqual(sessions);
    // Both have the same addresses here, and the kernel gives each connection to one of them.
    for (const [starts, stops] of [
      ["lb2", "lb1"],
      ["lb1", "lb2"],
    ] as const) {
      await lab.start(compilation, starts);
      await vi.waitUntil(async () => isUp(starts), { timeout: PATIENCE, interval: 100 });
      await lab.untilShared(stops, starts);
      await lab.stop(stops);
      expect(await seen(), `after ${stops} stopped`).toEqual(sessions);
    }
  });

  /** Whether a load balancer is up, checked at its own address. */
  async function isUp(node: keyof typeof LB): Promise<boolean> {
    return (
      (await lab.request({ to: LB[node], port: 8404, host: node, from: MANAGEMENT, target: "/health" })).status === 200
    );
  }
});

function hexOf(address: string): string {
  return address
    .split(".")
    .map((byte) => Number(byte).toString(16).padStart(2, "0"))
    .join("");
}
