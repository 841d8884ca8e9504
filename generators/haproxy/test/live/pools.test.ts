import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { throwAwayCertificate } from "../../../../test/support/check-haproxy.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { memberStates } from "./member-states.ts";

const CLIENT = "198.51.100.1";
const OTHER = "198.51.100.2";
const MANAGEMENT = "10.1.99.5";
const LB = { lb1: "10.1.1.11", lb2: "10.2.1.11" } as const;
const ONE = "10.1.8.1";
const TWO = "10.2.8.2";
const vip = (last: number) => `192.0.2.${last}`;
const VIPS = Array.from({ length: 16 }, (_, i) => vip(80 + i));

describeWith(["haproxy", "openssl", "ip", "namespaces"], "pools on a running HAProxy", () => {
  let lab: HaproxyLab;
  const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases/pools/catalog")));
  const pem = throwAwayCertificate();
  const ask = async (last: number, request: Omit<Request, "to">) => {
    const response = await lab.request({ to: vip(last), ...request });
    return response.status === 200 ? JSON.parse(response.body) : response.status;
  };
  const stateOf = async (member: string) => (await memberStates(lab, LB.lb1, MANAGEMENT))[member] ?? "";
  const untilState = (member: string, state: string) =>
    vi.waitUntil(async () => (await stateOf(member)).startsWith(state), PATIENCE);
  const listen = (kind: "http" | "https" | "login" | "websocket" | "named" | "echo", address: string, port: number) =>
    lab.do({ do: "listen", kind, address, port, pem });

  beforeAll(async () => {
    lab = openHaproxyLab([...VIPS, CLIENT, OTHER, MANAGEMENT, LB.lb1, LB.lb2, ONE, TWO], CLIENT);
    for (const address of [ONE, TWO]) {
      await listen("http", address, 8080);
      await listen("https", address, 8443);
      await listen("login", address, 8090);
      await listen("named", address, 9001);
      await listen("echo", address, 9009);
    }
    await listen("websocket", ONE, 8091);
    await listen("http", ONE, 8082);
    await listen("http", TWO, 8081);
    await lab.start(compilation, "lb1");
    await vi.waitUntil(async () => (await lab.request({ to: vip(87), host: "x.example" })).status === 200, PATIENCE);
  });

  afterAll(() => lab.close());

  test("TLS to members uses the host of each request as server name, also on reused connections", async () => {
    const names = ["a.uni.example", "b.uni.example", "A.UNI.example", "b.uni.example:443"];
    for (const host of [...names, ...names]) {
      const name = host.toLowerCase().replace(":443", "");
      expect((await ask(80, { host, tls: { servername: name } })).sni, host).toBe(name);
    }
    const kept = [...names, ...names].map((host) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join("");
    const text = `${kept}GET / HTTP/1.1\r\nHost: a.uni.example\r\nConnection: close\r\n\r\n`;
    const reply = await lab.send({
      from: CLIENT,
      to: vip(80),
      port: 443,
      tls: { servername: "a.uni.example" },
      text,
    });
    const asked = [...reply.text.matchAll(/"sni":"([^"]+)"/g)].map(([, name]) => name);
    expect(asked).toEqual([..."abababab", "a"].map((letter) => `${letter}.uni.example`));
  });

  test("the certificate of a member is verified for the host of the request", async () => {
    expect(await ask(80, { host: "b.uni.example", tls: true })).toMatchObject({ sni: "b.uni.example" });
    expect(await ask(80, { host: "c.other.example", tls: true })).toBe(503);
  });

  test("TLS to members never uses a name that does not belong to the service", async () => {
    const from = async (host: string) => (await ask(81, { host, tls: true })).sni;
    expect(await from("n24.uni.example")).toBe("n24.uni.example");
    expect(await from("n02.uni.example")).toBe("n02.uni.example");
    expect(await from("nobody.example")).toBe("n01.uni.example");
    expect(await from("a.uni.example")).toBe("n01.uni.example");
  });

  test("a member's tls name overrides the backend's, which overrides that of the request", async () => {
    const seen = new Map<string, string>();
    for (let i = 0; i < 4; i++) {
      const { member, sni } = await ask(83, { host: "too.uni.example", tls: true });
      seen.set(member, sni);
    }
    expect(Object.fromEntries(seen)).toEqual({
      [`${ONE}:8443`]: "one.uni.example",
      [`${TWO}:8443`]: "pool.uni.example",
    });
  });

  test("a TCP member that presents the certificate of another host is down", async () => {
    await untilState("stream.ldaps/one", "DOWN");
    expect(await stateOf("stream.ldaps/two")).toMatch(/^UP/);
    const text = "GET / HTTP/1.0\r\n\r\n";
    const reply = await lab.send({ from: CLIENT, to: vip(84), port: 636, tls: {}, text });
    expect(reply.text).toContain('"sni":"two.uni.example"');
  });

  test("with a connection per client, no client is answered as another", async () => {
    const many = 150;
    const asAll = (user: string) => {
      const first = `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Negotiate ${user}\r\n\r\n`;
      const rest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(many - 1);
      return `${first}${rest}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    };
    const users = ["alice", "bob"];
    const replies = await Promise.all(
      users.map((user, i) => lab.send({ from: i === 0 ? CLIENT : OTHER, to: vip(86), port: 80, text: asAll(user) })),
    );
    for (const [index, { text }] of replies.entries()) {
      const answered = [...text.matchAll(/\[([^\]]+)\]/g)].map(([, user]) => user);
      expect(answered).toEqual(Array(many + 1).fill(`Negotiate ${users[index]}`));
    }
  });

  test("sessions whose cookies share the first 159 characters keep their own members", async () => {
    const same = "e".repeat(159);
    const members = new Map<string, unknown>();
    for (let i = 0; i < 40; i++) {
      const session = `${same}${i}`;
      members.set(session, (await ask(87, { host: "x", target: `/?login=${session}` })).member);
    }
    expect(new Set(members.values()).size).toBe(2);
    for (const [session, member] of members) {
      const again = await ask(87, { host: "x", headers: { Cookie: `SESSION=${session}` } });
      expect(again.member, session).toBe(member);
    }
    expect(await lab.admin("lb1", "show table sessions.web")).toMatch(/used:40\n/);
  });

  test("the persistence cookie has SameSite", async () => {
    const cookie = async (last: number, host: string) =>
      (await lab.request({ to: vip(last), host, tls: true })).headers["set-cookie"];
    expect(await cookie(88, "embedded.uni.example")).toMatch(/^SRV=\w+; path=\/; HttpOnly; Secure; SameSite=None$/);
    expect(await cookie(89, "linked.uni.example")).toMatch(/^SRV=\w+.*; path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test.each([false, true])("an idle WebSocket stays open, over TLS: %s", async (secure) => {
    const lines = ["GET / HTTP/1.1", "Host: chat.uni.example", "Connection: Upgrade", "Upgrade: websocket"];
    const key = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""];
    const upgrade = [...lines, ...key].join("\r\n");
    const reply = await lab.send({
      ...{ from: CLIENT, to: vip(90), port: secure ? 443 : 80, text: upgrade },
      ...(secure ? { tls: { servername: "chat.uni.example" } } : {}),
      later: { after: 3500, text: "still here" },
      hold: 6000,
    });
    expect(reply.text).toMatch(/ 101 [\s\S]*still here$/);
  });

  test.each([false, true])("a connection without a request is closed silently, over TLS: %s", async (secure) => {
    await lab.do({ do: "log" });
    const where = { from: CLIENT, to: vip(90), port: secure ? 443 : 80 };
    const tls = secure ? [{}, { alpn: ["http/1.1"] }].map((more) => ({ servername: "chat.uni.example", ...more })) : [];
    const connections = [{ ...where }, ...tls.map((each) => ({ ...where, tls: each }))];
    for (const connection of connections) {
      const reply = await lab.send({ ...connection, text: "" });
      expect(reply).toMatchObject({ text: "" });
      expect(reply.error).toBeUndefined();
    }
    const half = await lab.send({ ...connections.at(-1), ...where, text: "GET / HTTP/1.1\r\n" });
    expect(half.text).toContain(" 408 ");
    const logged = await vi.waitUntil(async () => {
      // A WebSocket of the previous test may be logged this late.
      const lines = (await lab.do({ do: "log" })).lines?.filter((line) => line.includes(CLIENT) && !/ 101 /.test(line));
      return lines !== undefined && lines.length > 0 && lines;
    }, PATIENCE);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(" 408 ");
  });

  test("all backups serve an HTTP backend", async () => {
    const members = async () => {
      const seen = new Set<string>();
      for (let i = 0; i < 6; i++) seen.add((await ask(93, { host: "x" })).member);
      return [...seen].sort();
    };
    expect(await members()).toEqual([`${ONE}:8082`]);
    await lab.do({ do: "close", address: ONE, port: 8082 });
    await untilState("reserve.web/one", "DOWN");
    expect(await members()).toEqual([`${TWO}:8080`, `${TWO}:8081`]);
  });

  test("on failover and failback open connections move or stay, as the catalog says", async () => {
    /** A connection that is kept open: resolves to the member's name, and later to its end. */
    const hold = (last: number) => {
      const held = { closed: false };
      const gone = lab.send({ from: CLIENT, to: vip(last), port: 6379, text: "", hold: PATIENCE }).then((reply) => {
        held.closed = true;
        return reply;
      });
      return { held, gone };
    };
    const untilHeld = (backend: string, member: string) =>
      vi.waitUntil(async () => (await sessionsOf(lab, backend, member)) === 1, PATIENCE);
    await untilState("moves.redis/one", "UP");
    const before = hold(91);
    await untilHeld("moves.redis", "one");
    await lab.do({ do: "close", address: ONE, port: 9009 });
    const { text, error } = await before.gone;
    expect({ text, error }).toEqual({ text: `${ONE}:9001\n`, error: undefined });

    await untilState("stays.redis/one", "DOWN");
    const moved = hold(91);
    const stayed = hold(92);
    await untilHeld("moves.redis", "two");
    await untilHeld("stays.redis", "two");
    await listen("echo", ONE, 9009);
    const ended = await moved.gone;
    expect({ text: ended.text, error: ended.error }).toEqual({ text: `${TWO}:9001\n`, error: undefined });
    await untilState("stays.redis/one", "UP");
    expect(await sessionsOf(lab, "stays.redis", "two")).toBe(1);
    expect(stayed.held.closed).toBe(false);
    await lab.admin("lb1", "shutdown sessions server stays.redis/two");
    await stayed.gone;
    const next = hold(91);
    await untilHeld("moves.redis", "one");
    await lab.admin("lb1", "shutdown sessions server moves.redis/one");
    expect((await next.gone).text).toBe(`${ONE}:9001\n`);
  });
});

/** Current sessions of a member. */
async function sessionsOf(lab: HaproxyLab, backend: string, member: string): Promise<number> {
  const rows = (await lab.admin("lb1", "show stat")).split("\n").map((row) => row.split(","));
  const at = rows[0]?.indexOf("scur") ?? -1;
  return Number(rows.find(([proxy, name]) => proxy === backend && name === member)?.[at]);
}
