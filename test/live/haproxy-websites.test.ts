import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { normalizePath } from "../../src/lint/paths.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith } from "../support/daemons.ts";
import { PATIENCE } from "../support/patience.ts";
import { readFolder } from "../support/read-folder.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "./haproxy-lab.ts";

const VIP = "192.0.2.10";
const VIP6 = "2001:db8:53::10";
const WORLD = "192.0.2.200";
const WORLD6 = "2001:db8:7::7";
const CAMPUS = "10.5.5.5";
const NEAR = "10.1.5.5";
const VPN = "198.51.100.7";
const EXCEPTED = "10.66.0.9";
const BLOCKED = "203.0.113.66";
const MANAGEMENT = "10.1.99.5";
const LB = ["10.1.1.11", "2001:db8:1:1::11"];
const WEB = ["10.1.8.11", "10.1.8.12", "10.1.8.13"] as const;
/** Hold an IPv4 address of campus: 6to4, and the way of RFC 4291 that is no longer used. */
const DISGUISED = ["2002:a05:505::1", "::a05:505"];
const CLIENTS = [WORLD, WORLD6, ...DISGUISED, CAMPUS, NEAR, VPN, EXCEPTED, BLOCKED, MANAGEMENT];

describeWith(["haproxy", "openssl", "ip", "namespaces"], "websites on a running HAProxy", () => {
  let lab: HaproxyLab;
  const https = (request: Omit<Request, "to" | "tls">) => lab.request({ to: VIP, tls: true, ...request });
  const http = (request: Omit<Request, "to">) => lab.request({ to: VIP, ...request });

  beforeAll(async () => {
    lab = openHaproxyLab([VIP, VIP6, ...CLIENTS, ...LB, ...WEB], WORLD);
    for (const address of WEB) await lab.do({ do: "listen", kind: "http", address, port: 8080 });
    await lab.do({ do: "listen", kind: "http", address: WEB[1], port: 8081 });
    await lab.do({ do: "listen", kind: "http", address: WEB[2], port: 8089 });
    const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases/websites/catalog")));
    await lab.start(compilation, "lb1");
    await vi.waitUntil(async () => (await https({ host: "www.uni.example" })).status === 200, PATIENCE);
  });

  afterAll(() => lab.close());

  test("host names lead to services, unknown ones to 421", async () => {
    expect((await https({ host: "www.uni.example" })).status).toBe(200);
    const spelt = { host: "WWW.uni.example.:443", tls: { servername: "WWW.uni.example" } };
    expect((await lab.request({ to: VIP, ...spelt })).status).toBe(200);
    expect((await lab.request({ to: VIP6, from: WORLD6, tls: true, host: "www.uni.example" })).status).toBe(200);
    const unknown = { host: "nobody.example", tls: { servername: "www.uni.example" } };
    expect((await lab.request({ to: VIP, ...unknown })).status).toBe(421);
    expect((await http({ host: "nobody.example" })).status).toBe(421);
    expect((await http({ host: "10.1.1.1" })).status).toBe(421);
    // Of several names in one header members take the first, and `req.hdr` would take the last.
    expect((await http({ host: "nobody.example,www.uni.example" })).status).toBe(421);
  });

  test("a server name that nobody has gets no handshake", async () => {
    for (const tls of [{ servername: "nobody.example" }, {}]) {
      const reply = await lab.send({ from: WORLD, to: VIP, port: 443, tls, text: "x" });
      expect(reply.secured).toBe(false);
    }
  });

  test.each([
    ["/lab", "10.1.8.12:8081"],
    ["/lab/", "10.1.8.12:8081"],
    ["/lab/x?y=1", "10.1.8.12:8081"],
    ["/%6cab", "10.1.8.12:8081"],
    ["/x/../lab", "10.1.8.12:8081"],
    ["/lab;x=1", "10.1.8.12:8081"],
    ["/laboratory", ":8080"],
    ["/x/lab", ":8080"],
    ["/?/lab", ":8080"],
  ])("path %s leads to %s", async (target, member) => {
    const { status, body } = await https({ host: "physics.uni.example", target });
    expect(status).toBe(200);
    expect(JSON.parse(body).member).toContain(member);
  });

  test("a restricted route is closed to strangers in every spelling", async () => {
    const spellings = [
      ...["/intern", "/intern/", "/intern?x", "/intern/deep", "/%69ntern/", "/%49ntern/../intern/", "//intern/"],
      ...[
        "/./intern/",
        "/x/../intern/",
        "/x/%2e%2e/intern",
        "/..//intern",
        "/x//../intern/y",
        "/intern;x=1/",
        "/%2e/intern",
      ],
      ...["http://physics.uni.example/%69ntern", "/intern/lab", "/intern/lab/.."],
    ];
    for (const target of spellings) {
      expect((await https({ host: "physics.uni.example", target })).status, target).toBe(403);
      const inside = await https({ host: "physics.uni.example", target, from: VPN });
      expect(inside.status, `${target} from inside`).toBe(200);
    }
  });

  test("an IPv6 client is compared with IPv6 prefixes alone", async () => {
    const ask = (from: string) =>
      lab.request({ to: VIP6, from, tls: true, host: "physics.uni.example", target: "/intern" });
    for (const from of DISGUISED) expect((await ask(from)).status, from).toBe(403);
  });

  test("what stands in a restricted route is not spelled out otherwise", async () => {
    const status = async (target: string, from: string) =>
      (await https({ host: "physics.uni.example", target, from })).status;
    expect(await status("/@staff/x", WORLD)).toBe(403);
    expect(await status("/@staff/x", CAMPUS)).toBe(200);
    for (const target of ["/%40staff/x", "/%24odd(1),x", "/$odd(1)%2Cx"]) {
      expect(await status(target, CAMPUS), target).toBe(400);
    }
  });

  test("nothing leads past the rules: no CONNECT, no upgrade but to WebSocket", async () => {
    const connect = "CONNECT www.uni.example:443 HTTP/1.1\r\nHost: www.uni.example:443\r\n\r\n";
    const { text } = await lab.send({
      from: WORLD,
      to: VIP,
      port: 443,
      tls: { servername: "www.uni.example" },
      text: connect,
    });
    expect(text).toMatch(/^HTTP\/1\.1 405 /);
    const upgraded = async (wanted: string): Promise<string | undefined> => {
      const headers = {
        Connection: "Upgrade, HTTP2-Settings",
        Upgrade: wanted,
        "HTTP2-Settings": "AAMAAABkAAQAAP__",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      };
      return JSON.parse((await https({ host: "www.uni.example", headers })).body).headers.upgrade;
    };
    for (const wanted of ["h2c", "H2C, tls/1.0", "websocket2"]) expect(await upgraded(wanted), wanted).toBeUndefined();
    for (const wanted of ["websocket", "WebSocket", "h2c, websocket"]) {
      expect(await upgraded(wanted), wanted).toBe("websocket");
    }
  });

  test("what members may read in two ways is refused outright", async () => {
    for (const target of [
      "/intern%2fx",
      "/x%2F..%2Fintern",
      "/x/..;/intern",
      "/;x/intern",
      "/x%5cintern",
      "/\\intern",
      "/x/.;/y",
    ]) {
      expect((await https({ host: "physics.uni.example", target })).status, target).toBe(400);
      expect((await https({ host: "www.uni.example", target })).status, `${target} elsewhere`).toBe(200);
    }
  });

  test.each(["/international/", "/internal", "/Intern", "/x/intern"])("%s is another path", async (target) => {
    expect((await https({ host: "physics.uni.example", target })).status).toBe(200);
  });

  test("what was compared is what the member gets, and paths without meaning are left alone", async () => {
    const compared = await https({ host: "physics.uni.example", target: "/a/./b//c/%7ed" });
    expect(JSON.parse(compared.body).url).toBe("/a/b/c/~d");
    const alone = await https({ host: "www.uni.example", target: "/a/./b//c/%7ed" });
    expect(JSON.parse(alone.body).url).toBe("/a/./b//c/%7ed");
  });

  test.each([
    ...[
      "/%7ea",
      "/%62",
      "/a%20b",
      "/a%25b",
      "/%41%5a%2D%5f",
      "/a//b",
      "//a",
      "/a/",
      "/a//",
      "/./a",
      "/a/.",
      "/a/./",
      "/.",
    ],
    ...[
      "/x/../a",
      "/a/..",
      "/a/b/..",
      "/a/b/../",
      "/..",
      "/../a",
      "/a/../../b",
      "/a//../b",
      "/%2e%2e/a",
      "/...",
      "/a/.b",
    ],
    ...["/a;x=1", "/a;x/b", "/"],
  ])("lint reads path %s as HAProxy does", async (target) => {
    const { body } = await https({ host: "physics.uni.example", target });
    expect(normalizePath(target)).toBe(JSON.parse(body).url);
  });

  test("access narrows: blocked, service, frontend, route", async () => {
    const status = async (host: string, from: string, target = "/") => (await https({ host, from, target })).status;
    expect(await status("www.uni.example", BLOCKED)).toBe(0);
    expect(await status("inside.uni.example", NEAR)).toBe(200);
    expect(await status("inside.uni.example", CAMPUS)).toBe(403);
    expect(await status("inside.uni.example", VPN)).toBe(403);
    expect(await status("inside.uni.example", WORLD)).toBe(403);
    expect((await lab.request({ to: VIP6, from: WORLD6, tls: true, host: "inside.uni.example" })).status).toBe(403);
    expect(await status("physics.uni.example", EXCEPTED)).toBe(200);
    expect(await status("physics.uni.example", EXCEPTED, "/intern")).toBe(403);
    expect(await status("physics.uni.example", CAMPUS, "/intern")).toBe(200);
    // Nobody is told where to by a frontend that he may not reach.
    expect((await http({ host: "inside.uni.example", from: WORLD })).status).toBe(403);
  });

  test.each([
    ["http", "www.uni.example:80", "/a?b=%20c", 301, "https://www.uni.example/a?b=%20c"],
    ["http", "physik.uni.example", "/", 301, "https://physik.uni.example/"],
    ["https", "physik.uni.example", "/a?b", 301, "https://physics.uni.example/a?b"],
    ["https", "physics.uni.example", "/alt", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/./%61lt;x", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/alt/more?x", 302, "https://archive.uni.example/"],
    ["https", "physics.uni.example", "/alt/kept", 308, "https://archive.uni.example/new"],
    ["https", "physics.uni.example", "/alt/kept/a/b?c=d", 308, "https://archive.uni.example/new/a/b?c=d"],
    ["https", "physics.uni.example", "/alt/kept;@evil.example", 308, "https://archive.uni.example/new"],
    ["https", "physics.uni.example", "/moved/a?b", 302, "/a?b"],
    ["https", "physics.uni.example", "/moved;/evil.example", 302, "/evil.example"],
    ["https", "old.uni.example", "//evil.example/", 301, "https://www.uni.example/evil.example/"],
    ["https", "physics.uni.example", "/$odd(1),x/", 303, "/100%25"],
    ["https", "old.uni.example", "/a/b?c=d", 301, "https://www.uni.example/a/b?c=d"],
    ["https", "old.uni.example", "/", 301, "https://www.uni.example/"],
    ["http", "old.uni.example", "/a", 301, "https://www.uni.example/a"],
  ])("%s://%s%s redirects", async (scheme, host, target, status, to) => {
    const answer = await (scheme === "http" ? http : https)({ host, target });
    expect([answer.status, answer.headers["location"]]).toEqual([status, to]);
  });

  test("a path that only begins alike is no redirect", async () => {
    expect((await https({ host: "physics.uni.example", target: "/alternative" })).status).toBe(200);
  });

  test("answers to ACME come from its nodes, and are not redirected", async () => {
    for (const host of ["www.uni.example", "old.uni.example"]) {
      const answer = await http({ host, target: "/.well-known/acme-challenge/token" });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body).member).toBe("10.1.8.13:8089");
    }
    expect((await http({ host: "inside.uni.example", target: "/.well-known/acme-challenge/token" })).status).toBe(403);
  });

  test("members learn the client's address from us alone", async () => {
    const headers = {
      "X-Forwarded-For": "1.2.3.4",
      "x-forwarded-for": "5.6.7.8",
      Forwarded: "for=9.9.9.9",
      "X-Forwarded-Proto": "ftp",
    };
    const seen = JSON.parse((await https({ host: "www.uni.example", headers })).body).headers;
    expect(seen["x-forwarded-for"]).toBe(WORLD);
    expect(seen["forwarded"]).toBeUndefined();
    expect(seen["x-forwarded-proto"]).toBe("https");
  });

  test("headers of requests and responses, and HSTS on refusals too", async () => {
    const { headers, body } = await https({ host: "www.uni.example" });
    expect(JSON.parse(body).headers["x-site"]).toBe(`it's 100% "home" \${HOME} #1 \\ {x}`);
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(headers["strict-transport-security"]).toBe("max-age=86400; includeSubDomains; preload");
    const refused = await https({ host: "physics.uni.example", target: "/intern" });
    expect(refused.headers["strict-transport-security"]).toBe("max-age=15552000");
    expect(refused.headers["x-frame-options"]).toBeUndefined();
    expect((await http({ host: "www.uni.example" })).headers["strict-transport-security"]).toBeUndefined();
  });

  test("weights show in counts; drained and backup members get nothing", async () => {
    const counts = await countMembers("weighted.uni.example", 40);
    expect(counts).toEqual({ "10.1.8.11:8080": 30, "10.1.8.12:8080": 10 });
    expect(await countMembers("archive.uni.example", 5)).toEqual({ "10.1.8.11:8080": 5 });
  });

  test("a cookie keeps a client at its member", async () => {
    const first = await https({ host: "physics.uni.example" });
    const cookie = first.headers["set-cookie"] ?? "";
    expect(cookie).toMatch(/^SRV=[^;]+; path=\/; HttpOnly; Secure$/);
    const value = cookie.split(";")[0] ?? "";
    for (let i = 0; i < 4; i++) {
      const again = await https({ host: "physics.uni.example", headers: { Cookie: value } });
      expect(JSON.parse(again.body).member).toBe(JSON.parse(first.body).member);
    }
  });

  test("a service in maintenance answers with its page", async () => {
    const { status, body, headers } = await https({ host: "closed.uni.example" });
    expect(status).toBe(503);
    expect(body).toContain("Closed “today” — \u0024{HOME} %[src].");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  test("redirects in maintenance lead nowhere", async () => {
    expect((await https({ host: "closed-names.uni.example" })).status).toBe(503);
    expect((await http({ host: "closed-names.uni.example" })).status).toBe(503);
  });

  test("lines of the catalog work in place", async () => {
    const { body } = await https({ host: "raw.uni.example", target: "/raw-routing" });
    expect(JSON.parse(body).headers["x-raw"]).toBe("yes");
  });

  test("statistics answer management and the node itself alone", async () => {
    const ask = (from: string, target: string) =>
      lab.request({ to: "10.1.1.11", port: 8404, host: "lb1", from, target });
    expect((await ask(MANAGEMENT, "/health")).status).toBe(200);
    expect((await ask(MANAGEMENT, "/metrics")).body).toContain("haproxy_backend_status");
    expect((await ask(MANAGEMENT, "/")).body).toContain("physics.lab");
    expect((await ask("10.1.1.11", "/health")).status).toBe(200);
    expect((await ask(WORLD, "/health")).status).toBe(0);
    expect((await ask(CAMPUS, "/metrics")).status).toBe(0);
  });

  test("the backup serves when no other member does", async () => {
    await lab.do({ do: "close", address: WEB[0], port: 8080 });
    await expect
      .poll(async () => countMembers("archive.uni.example", 1), { timeout: PATIENCE })
      .toEqual({ "10.1.8.13:8080": 1 });
    await lab.do({ do: "listen", kind: "http", address: WEB[0], port: 8080 });
    await expect
      .poll(async () => countMembers("archive.uni.example", 1), { timeout: PATIENCE })
      .toEqual({ "10.1.8.11:8080": 1 });
  });

  async function countMembers(host: string, requests: number): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let i = 0; i < requests; i++) {
      const { status, body } = await https({ host });
      const member: string = status === 200 ? JSON.parse(body).member : String(status);
      counts[member] = (counts[member] ?? 0) + 1;
    }
    return counts;
  }
});
