import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { memberStates } from "./member-states.ts";

const WORLD = "198.51.100.1";
const OTHER = "198.51.100.2";
const CLIENTS = Array.from({ length: 8 }, (_, i) => `198.51.100.${11 + i}`);
/** Two sources in one /64 and one in another. Earlier requests are still counted, so each attempt uses other sources. */
const SIX = [1, 2, 3].map((attempt) => {
  const prefix = `2001:db8:7:${attempt}`;
  return [`${prefix}1::1`, `${prefix}1::2`, `${prefix}2::1`] as const;
});
const MANAGEMENT = "10.1.99.5";
const LB = { lb1: "10.1.1.11", lb2: "10.2.1.11" } as const;
const ONE = "10.1.8.1";
const TWO = "10.2.8.2";
const VIPS = [...Array.from({ length: 16 }, (_, i) => `192.0.2.${50 + i}`), "2001:db8:53::57"];
const ADDRESSES = [...VIPS, WORLD, OTHER, ...CLIENTS, ...SIX.flat(), MANAGEMENT, LB.lb1, LB.lb2, ONE, TWO];

describeWith(["haproxy", "openssl", "ip", "namespaces"], "members and limits on a running HAProxy", () => {
  let lab: HaproxyLab;
  const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases/members/catalog")));
  const ask = (service: number, request: Partial<Request> = {}) =>
    lab.request({ to: `192.0.2.${service}`, host: "x.example", ...request });
  /** The member that answered, or the status if none did. */
  const memberOf = async (service: number, request: Partial<Request> = {}): Promise<string> => {
    const { status, body } = await ask(service, request);
    return status === 200 ? JSON.parse(body).member : String(status);
  };
  /** Current connections of a service's frontend. */
  const takenBy = async (service: string): Promise<number> => {
    const rows = (await lab.admin("lb1", "show stat")).split("\n").map((row) => row.split(","));
    const at = rows[0]?.indexOf("scur") ?? -1;
    return Number(rows.find(([proxy, name]) => proxy === `service-${service}-80` && name === "FRONTEND")?.[at]);
  };
  const stateOf = async (member: string) => (await memberStates(lab, LB.lb1, MANAGEMENT))[member];

  beforeAll(async () => {
    lab = openHaproxyLab(ADDRESSES, WORLD);
    for (const port of [8001, 8002, 8080]) await lab.do({ do: "listen", kind: "http", address: ONE, port });
    await lab.do({ do: "listen", kind: "http", address: TWO, port: 8080 });
    await lab.start(compilation, "lb1");
    await vi.waitUntil(async () => (await ask(51)).status === 200, PATIENCE);
  });

  afterAll(() => lab.close());

  test("instances on one node get one connection each, and the next client waits in the queue", async () => {
    const three = await Promise.all(CLIENTS.slice(0, 3).map((from) => memberOf(50, { from, target: "/?slow=250" })));
    expect(new Set(three)).toEqual(new Set([`${ONE}:8001`, `${ONE}:8002`]));
    const late = await Promise.all(CLIENTS.slice(0, 3).map((from) => memberOf(50, { from, target: "/?slow=900" })));
    expect(late.sort()).toEqual([`${ONE}:8001`, `${ONE}:8002`, "503"]);
  });

  test("a frontend accepts no more connections than its limit", async () => {
    const order: string[] = [];
    const hold = { from: WORLD, to: "192.0.2.55", port: 80, text: "", hold: 2000 };
    const held = [0, 1].map(() => lab.send(hold).then(() => order.push("one is gone")));
    await vi.waitUntil(async () => (await takenBy("few")) === 2, PATIENCE);
    expect((await ask(55)).status).toBe(200);
    order.push("the third is answered");
    await Promise.all(held);
    expect(order.indexOf("the third is answered")).toBeGreaterThan(0);
  });

  test("a third connection from a source gets 429, another source does not", async () => {
    const hold = { from: WORLD, to: "192.0.2.56", port: 80, text: "", hold: 2000 };
    const held = [0, 1].map(() => lab.send(hold));
    await vi.waitUntil(async () => (await takenBy("counted")) === 2, PATIENCE);
    expect((await ask(56)).status).toBe(429);
    expect((await ask(56, { from: OTHER })).status).toBe(200);
    await Promise.all(held);
    await vi.waitUntil(async () => (await ask(56)).status === 200, PATIENCE);
  });

  test("a client that sends no request is rejected at twice the limit", async () => {
    const hold = { from: OTHER, to: "192.0.2.56", port: 80, text: "", hold: 2000 };
    const held = Array.from({ length: 4 }, () => lab.send(hold));
    await vi.waitUntil(async () => (await takenBy("counted")) === 4, PATIENCE);
    expect((await ask(56, { from: OTHER })).status).toBe(0);
    expect((await ask(56)).status).toBe(200);
    await Promise.all(held);
    await vi.waitUntil(async () => (await ask(56, { from: OTHER })).status === 200, PATIENCE);
  });

  test("an IPv6 /64 counts as one source", async ({ task }) => {
    const to = "2001:db8:53::57";
    const statuses: number[] = [];
    const [one, two, stranger] = SIX[task.result?.retryCount ?? 0] ?? [];
    for (const from of [one, two, one, two, stranger]) statuses.push((await ask(0, { to, from: from ?? "" })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 200]);
  });

  test("the maintenance page is shown while all members are down", async () => {
    await vi.waitUntil(async () => (await stateOf("page.web/one"))?.startsWith("DOWN"), PATIENCE);
    const { status, body } = await ask(52);
    expect(status).toBe(503);
    expect(body).toContain("Nobody is at home.");
    await lab.do({ do: "listen", kind: "http", address: ONE, port: 8003 });
    await vi.waitUntil(async () => (await memberOf(52)) === `${ONE}:8003`, PATIENCE);
    await lab.do({ do: "close", address: ONE, port: 8003 });
    await vi.waitUntil(async () => (await ask(52)).body.includes("Nobody is at home."), PATIENCE);
  });

  test("responses are compressed for clients that accept it", async () => {
    const target = `/?${"x".repeat(500)}`;
    const packed = await ask(53, { target, headers: { "Accept-Encoding": "gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect((await ask(53, { target })).headers["content-encoding"]).toBeUndefined();
    expect((await ask(51, { target, headers: { "Accept-Encoding": "gzip" } })).headers["content-encoding"]).toBe(
      undefined,
    );
  });

  test("a draining member keeps clients with a cookie and gets no new ones; one in maintenance gets none", async () => {
    const cookie = (name: string) => ({ headers: { Cookie: `SRV=${name}` } });
    for (let i = 0; i < 4; i++) expect(await memberOf(54)).toBe(`${ONE}:8080`);
    for (let i = 0; i < 4; i++) expect(await memberOf(54, cookie("two"))).toBe(`${TWO}:8080`);
    expect(await memberOf(54, cookie("two-closed"))).toBe(`${ONE}:8080`);
  });

  test("a client that is slow with its headers gets 408, a member that is slow 504", async () => {
    const { text } = await lab.send({ from: WORLD, to: "192.0.2.59", port: 80, text: "GET / HTTP/1.1\r\n" });
    expect(text).toContain(" 408 ");
    expect((await ask(59, { target: "/?slow=900" })).status).toBe(504);
  });

  test("HTTP/2 is offered per certificate", async () => {
    const by = (servername: string, alpn: readonly string[], text: string) =>
      lab.send({ from: WORLD, to: "192.0.2.58", port: 443, tls: { servername, alpn }, text });
    const fast = await by("fast.uni.example", ["h2", "http/1.1"], "/by-h2");
    expect(fast.protocol).toBe("h2");
    expect(JSON.parse(fast.text)).toMatchObject({ url: "/by-h2", headers: { host: "fast.uni.example" } });
    expect((await by("old.uni.example", ["h2", "http/1.1"], "GET / HTTP/1.0\r\n\r\n")).protocol).toBe("http/1.1");
  });

  test("the algorithm chooses the member", async () => {
    const members = async (service: number, requests: readonly Partial<Request>[]) => {
      const answered: string[] = [];
      for (const request of requests) answered.push(await memberOf(service, request));
      return answered;
    };
    const ten = Array.from({ length: 10 }, (_, i) => i);
    const plain = ten.map(() => ({}));
    const roundRobin = await members(53, plain);
    expect(roundRobin.filter((member) => member === `${ONE}:8080`)).toHaveLength(5);
    expect(new Set(await members(60, plain)).size).toBe(1);
    const paths = await members(
      61,
      [...ten, ...ten].map((i) => ({ target: `/${i}` })),
    );
    expect(paths.slice(10)).toEqual(paths.slice(0, 10));
    expect(new Set(paths).size).toBe(2);
    expect(new Set(await members(62, [...plain, ...plain])).size).toBe(2);
    const sources = await members(
      64,
      [...CLIENTS, ...CLIENTS].map((from) => ({ from })),
    );
    expect(sources.slice(8)).toEqual(sources.slice(0, 8));
    expect(new Set(sources).size).toBe(2);
    const together = await Promise.all([0, 1].map(() => memberOf(63, { target: "/?slow=1500" })));
    expect(new Set(together).size).toBe(2);
  });

  test("a service in testing answers as in production", async () => {
    expect((await ask(65)).status).toBe(200);
  });

  test("the log names frontend, backend, member and service", async () => {
    await lab.do({ do: "log" });
    await ask(53, { target: "/logged" });
    const logged = await vi.waitUntil(
      async () => (await lab.do({ do: "log" })).lines?.find((line) => line.includes("/logged")),
      PATIENCE,
    );
    expect(logged).toMatch(
      / service-compressed-80 compressed\.web\/(?:one|two) .* 200 .* compressed "x\.example" "GET /,
    );
  });

  test("a log line is complete, and values from the client stay inside their quotes", async () => {
    await lab.do({ do: "log" });
    const long = `/long-${"x".repeat(9000)}-end`;
    await ask(53, { target: long, headers: { "User-Agent": 'evil" \\ \u001b[2J', "X-Request-ID": "theirs" } });
    const line = await vi.waitUntil(
      async () => (await lab.do({ do: "log" })).lines?.find((each) => each.includes("/long-")),
      PATIENCE,
    );
    expect(line).toContain(`"GET ${long} HTTP/1.1" `);
    expect(line).toMatch(/ [0-9a-f-]{36} - - "-?" "evil\\" \\\\ \\u001b\[2J"\n?$/);
  });

  test("members get the request id of the log, whatever the client sends", async () => {
    await lab.do({ do: "log" });
    const headers = {
      "X-Request-ID": "theirs",
      X_Request_Id: "theirs",
      "x-request_id": "theirs",
      "x.request.id": "theirs",
    };
    const seen = JSON.parse((await ask(53, { target: "/named", headers })).body).headers;
    expect(seen["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(seen)).not.toContain("theirs");
    await vi.waitUntil(
      async () => (await lab.do({ do: "log" })).lines?.some((each) => each.includes(seen["x-request-id"])),
      PATIENCE,
    );
  });

  test("a failed handshake is logged with the reason, one that never starts is not", async () => {
    await lab.do({ do: "log" });
    await lab.send({ from: WORLD, to: "192.0.2.58", port: 443, text: "", hold: 200 });
    await lab.send({ from: WORLD, to: "192.0.2.58", port: 443, text: "GET / HTTP/1.0\r\n\r\n" });
    const lines: string[] = [];
    await vi.waitUntil(async () => {
      lines.push(...((await lab.do({ do: "log" })).lines ?? []));
      return lines.some((line) => line.includes("http request"));
    }, PATIENCE);
    expect(lines.filter((line) => line.includes(" vip-tls-443~ "))).toHaveLength(1);
  });

  test("if one frontend is flooded, the others still get their connections, statistics too", () => {
    const config = compilation.files.find(({ node, path }) => node === "lb1" && path === "etc/haproxy/haproxy.cfg");
    const lines = config?.blocks.flatMap((block) => block.lines) ?? [];
    const [whole = 0, statistics = 0, ...each] = lines.flatMap(
      (line) => /^ {4}maxconn (\d+)$/.exec(line)?.slice(1).map(Number) ?? [],
    );
    expect(each).toHaveLength(lines.filter((line) => line.startsWith("frontend ")).length - 1);
    const [stated = 0, ...others] = each.toSorted((a, b) => a - b);
    expect(stated).toBe(2);
    expect(new Set(others)).toEqual(new Set([40_000]));
    expect(whole - 40_000 - stated - statistics).toBe(10_000);
  });

  test("a source keeps its member: at the other load balancer, after restarts", async () => {
    const seen = async () => {
      const members = new Map<string, string>();
      for (const from of CLIENTS) members.set(from, await memberOf(51, { from }));
      return members;
    };
    const before = await seen();
    expect(new Set(before.values()).size).toBe(2);
    expect(await seen()).toEqual(before);
    for (const [starts, stops] of [
      ["lb2", "lb1"],
      ["lb1", "lb2"],
    ] as const) {
      await lab.start(compilation, starts);
      const health = { to: LB[starts], port: 8404, host: starts, from: MANAGEMENT, target: "/health" };
      await vi.waitUntil(async () => (await lab.request(health)).status === 200, PATIENCE);
      await lab.untilShared(stops, starts);
      await lab.stop(stops);
      expect(await seen(), `after ${stops} stopped`).toEqual(before);
    }
  });
});
