import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../../../../test/support/daemons.ts";
import type { Response } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import {
  BLOCKED,
  CAMPUS,
  DISGUISED,
  EXCEPTED,
  MANAGEMENT,
  NEAR,
  openWebsites,
  VIP,
  VIP6,
  VPN,
  WEB,
  type Websites,
  WORLD,
  WORLD6,
} from "./websites-lab.ts";

const statusOf = ({ status }: Response): number => status;

describeWith(["haproxy", "openssl", "ip", "namespaces"], "websites on a running HAProxy", () => {
  let lab: Websites["lab"];
  let https: Websites["https"];
  let http: Websites["http"];

  beforeAll(async () => {
    ({ lab, https, http } = await openWebsites());
  });

  afterAll(() => lab.close());

  test("host names lead to services, unknown ones get 421", async () => {
    expect((await https({ host: "www.uni.example" })).status).toBe(200);
    const spelt = { host: "WWW.uni.example.:443", tls: { servername: "WWW.uni.example" } };
    expect((await lab.request({ to: VIP, ...spelt })).status).toBe(200);
    expect((await lab.request({ to: VIP6, from: WORLD6, tls: true, host: "www.uni.example" })).status).toBe(200);
    const unknown = { host: "nobody.example", tls: { servername: "www.uni.example" } };
    expect((await lab.request({ to: VIP, ...unknown })).status).toBe(421);
    expect((await http({ host: "nobody.example" })).status).toBe(421);
    expect((await http({ host: "10.1.1.1" })).status).toBe(421);
    // If a header has several names, members read the first, but `req.hdr` would read the last. HAProxy 3.0 rejects it.
    expect([400, 421]).toContain((await http({ host: "nobody.example,www.uni.example" })).status);
  });

  test("a request only finds host names and paths of the frontend that it arrives at", async () => {
    // `plain` is served over http alone; the maps have the entries of all frontends.
    expect((await http({ host: "plain.uni.example" })).status).toBe(200);
    const key = "vip-web-80/plain.uni.example";
    for (const host of ["plain.uni.example", key, `/${key}`, `../${key}`, `x/../${key}`, `www.uni.example/../${key}`]) {
      const { status } = await lab.request({ to: VIP, host, tls: { servername: "www.uni.example" } });
      expect([400, 421], host).toContain(status);
    }
    const members = WEB.map((address) => `${address}:8080`);
    for (const target of [
      "/../../vip-web-443/physics/lab/",
      "/vip-web-443/physics/lab/",
      "//vip-web-443/physics/lab",
    ]) {
      const { body } = await http({ host: "plain.uni.example", target });
      expect(members, target).toContain(JSON.parse(body).member);
    }
    // The longest key that it begins with, even if the path itself is longer than any.
    const long = await https({ host: "physics.uni.example", target: `/lab/${"x/".repeat(5000)}` });
    expect(JSON.parse(long.body).member).toBe(`${WEB[1]}:8081`);
  });

  test("an unknown server name gets no TLS handshake", async () => {
    for (const tls of [{ servername: "nobody.example" }, {}]) {
      const reply = await lab.send({ from: WORLD, to: VIP, port: 443, tls, text: "x" });
      expect(reply.secured).toBe(false);
    }
  });

  test("an IPv6 client is compared only with IPv6 prefixes", async () => {
    const ask = (from: string) =>
      lab.request({ to: VIP6, from, tls: true, host: "physics.uni.example", target: "/intern" });
    for (const from of DISGUISED) expect((await ask(from)).status, from).toBe(403);
  });

  test("access gets narrower: blocked, service, frontend, route", async () => {
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
    // A frontend sends no redirect to clients that it does not allow.
    expect((await http({ host: "inside.uni.example", from: WORLD })).status).toBe(403);
  });

  /** Headers that members trust from a load balancer, as proxies, CDNs and frameworks spell them. */
  const FORGED = [
    ...["X-Forwarded-For", "Forwarded", "X-Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix"],
    ...["X-Forwarded-Server", "X-Forwarded-Scheme", "X-Forwarded-Ssl", "X-Forwarded-User", "X-Forwarded-Client-Cert"],
    ...[
      "X-Forwarded-Proto",
      "X-Forwarded-Anything-New",
      "X-Real-IP",
      "X-Client-IP",
      "X-Cluster-Client-IP",
      "Client-IP",
    ],
    ...["True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr"],
    ...[
      "X-Original-URL",
      "X-Original-Host",
      "X-Original-URI",
      "X-Original-Method",
      "X-Rewrite-URL",
      "Proxy",
      "X-Scheme",
    ],
    ...[
      "X-Url-Scheme",
      "Front-End-Https",
      "X-Host",
      "Remote-User",
      "X-Remote-User",
      "X-SSL-Client-CN",
      "X-SSL-Client-Verify",
    ],
    ...[
      "X-SSL-CERT",
      "X-Client-Cert",
      "X-Client-Verify",
      "Client-Cert",
      "X-ARR-ClientCert",
      "X-Envoy-External-Address",
    ],
    ...[
      "WL-Proxy-Client-IP",
      "SSL-CLIENT-S-DN",
      "X-TLS-Client-DN",
      "X-Auth-Request-User",
      "X-ProxyUser-IP",
      "X-Script-Name",
    ],
  ];

  /** Similar headers that a client may send. */
  const OWN = [
    ...["X-HTTP-Method-Override", "X-Client-Version", "X-User-Id", "X-Auth-Token", "X-Forwardable", "Origin"],
    ...[
      "Authorization",
      "Cookie",
      "User-Agent",
      "Accept-Language",
      "Referer",
      "X-Realm",
      "Upgrade-Insecure-Requests",
      "Via",
    ],
    ...["X-Requested-With", "X-CSRF-Token", "traceparent", "X-Proxying"],
  ];

  /** Spellings of a name: as it is, in upper case, and those that CGI, WSGI, Rack and others treat as the same. */
  const spellings = (name: string): string[] => [
    ...[name, name.toUpperCase(), name.replaceAll("-", "_"), name.replace("-", "_"), name.replaceAll("-", ".")],
    ...[`HTTP_${name.replaceAll("-", "_")}`],
  ];

  test.each(["http/1.1", "h2", "http"] as const)(
    "members never get a client's value of a trusted header, over %s",
    async (kind) => {
      const sent = [...new Set(FORGED.flatMap(spellings))].map((name): [string, string] => [name, "forged"]);
      const own = OWN.map((name): [string, string] => [name, "own"]);
      const host = kind === "http" ? "plain.uni.example" : "www.uni.example";
      // HAProxy accepts 101 headers.
      for (let start = 0; start < sent.length; start += 60) {
        const headers = Object.fromEntries([...sent.slice(start, start + 60), ...own]);
        const seen: Record<string, string> = JSON.parse(await ask(kind, host, headers)).headers;
        expect(Object.entries(seen).filter(([, value]) => value.includes("forged"))).toEqual([]);
        for (const name of OWN) expect(seen[name.toLowerCase()], name).toBe("own");
        expect(seen["x-forwarded-for"]).toBe(WORLD);
        expect(seen["x-forwarded-proto"]).toBe(kind === "http" ? "http" : "https");
        expect(seen["x-forwarded-host"]).toBe(host);
        expect(seen["x-forwarded-port"]).toBe(kind === "http" ? "80" : "443");
      }
    },
  );

  test("headers that the catalog sets replace them, in one spelling, and null removes a header", async () => {
    const headers = { X_Site: "forged", "X-SITE": "forged", "X-Debug": "on", x_debug: "on" };
    const told = await https({ host: "www.uni.example", headers });
    const seen = JSON.parse(told.body).headers;
    expect(seen["x-site"]).toBe(`it's 100% "home" \${HOME} #1 \\ {x}`);
    expect(JSON.stringify(seen)).not.toContain("forged");
    expect(Object.keys(seen).filter((name) => name.includes("debug"))).toEqual([]);
    expect(seen["x-real-ip"]).toBe("ours");
    expect(told.headers["date"]).toBeUndefined();
    expect(told.headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  async function ask(kind: "http/1.1" | "h2" | "http", host: string, headers: Record<string, string>): Promise<string> {
    if (kind === "http") return (await http({ host, headers })).body;
    if (kind === "http/1.1") return (await https({ host, headers })).body;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const tls = { servername: host, alpn: ["h2"] };
    return (await lab.send({ from: WORLD, to: VIP, port: 443, tls, text: ["/", ...lines].join("\n") })).text;
  }

  test("headers of requests and responses are set, HSTS on denied requests too", async () => {
    const { headers, body } = await https({ host: "www.uni.example" });
    expect(JSON.parse(body).headers["x-site"]).toBe(`it's 100% "home" \${HOME} #1 \\ {x}`);
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(headers["strict-transport-security"]).toBe("max-age=86400; includeSubDomains; preload");
    const refused = await https({ host: "physics.uni.example", target: "/intern" });
    expect(refused.headers["strict-transport-security"]).toBe("max-age=15552000");
    expect(refused.headers["x-frame-options"]).toBeUndefined();
    expect((await http({ host: "www.uni.example" })).headers["strict-transport-security"]).toBeUndefined();
  });

  test("requests are spread by weight; drained and backup members get none", async () => {
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

  test("redirects of a service in maintenance are off", async () => {
    expect((await https({ host: "closed-names.uni.example" })).status).toBe(503);
    expect((await http({ host: "closed-names.uni.example" })).status).toBe(503);
  });

  test("raw lines from the catalog work in place", async () => {
    const { body } = await https({ host: "raw.uni.example", target: "/raw-routing" });
    expect(JSON.parse(body).headers["x-raw"]).toBe("yes");
  });

  // Case 21: raw.uni.example and www.uni.example share the frontend.
  test.each([
    ["a rule without a condition", "/", (reply: Response) => JSON.parse(reply.body).headers["x-raw"], "yes", undefined],
    ["a rule for responses", "/", (reply: Response) => reply.headers["x-raw-response"], "yes", undefined],
    ["the first of several terms, an ACL by name", "/wp-admin/x", statusOf, 410, 200],
    ["a term in the middle", "/gone", statusOf, 410, 200],
    ["unless, with terms of two tests", "/twelve", statusOf, 429, 200],
    ["words of a condition inside quotes", "/away", statusOf, 302, 200],
  ])("a raw line affects only its own service: %s", async (_title, target, read, own, others) => {
    expect(read(await https({ host: "raw.uni.example", target }))).toBe(own);
    expect(read(await https({ host: "www.uni.example", target }))).toBe(others);
  });

  test("statistics are only for management and the node itself", async () => {
    const ask = (from: string, target: string) =>
      lab.request({ to: "10.1.1.11", port: 8404, host: "lb1", from, target });
    expect((await ask(MANAGEMENT, "/health")).status).toBe(200);
    expect((await ask(MANAGEMENT, "/metrics")).body).toContain("haproxy_backend_status");
    expect((await ask(MANAGEMENT, "/")).body).toContain("physics.lab");
    expect((await ask("10.1.1.11", "/health")).status).toBe(200);
    expect((await ask(WORLD, "/health")).status).toBe(0);
    expect((await ask(CAMPUS, "/metrics")).status).toBe(0);
  });

  test("the backup serves when no other member is up", async () => {
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
