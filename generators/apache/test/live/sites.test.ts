import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const VIP = "192.0.2.10";
const OTHER_VIP = "192.0.2.11";
const WORLD = "192.0.2.200";
const CAMPUS = "10.5.5.5";
const GUEST = "10.66.0.9";
const VPN = "198.51.100.7";
const LB = "10.1.1.11";
const MONITORING = "10.1.99.10";
const WEB = "10.2.8.12";
// Apache listens on all addresses, so it also plays the other nodes of the group.
const GROUP = ["10.1.8.11", "10.2.8.13"];
const VIP6 = "2001:db8:53::10";
const WORLD6 = "2001:db9::7";
const CAMPUS6 = "2001:db8:7::7";
const WEB6 = "2001:db8:2:8::12";
const LB6 = "2001:db8:1:1::11";
const IPV6 = [LB6, VIP6, "2001:db8:53::11", WORLD6, CAMPUS6, WEB6];

const PAGES: Readonly<Record<string, string>> = {
  "/srv/www/home/index.html": "home",
  "/srv/www/home/healthz": "well",
  "/srv/www/home/list/file": "listed",
  "/srv/www/home/.htaccess": "Require all denied\n",
  "/srv/www/home/theirs": "=> /etc/hostname",
  "/srv/www/physics/ours": "-> index.html",
  "/srv/www/physics/theirs": "=> /etc/hostname",
  "/srv/www/staff/ours": "-> start.html",
  "/srv/www/static/style.css": "style",
  "/srv/www/old/style.css": "old style",
  "/srv/www/physics/index.html": "physics",
  "/srv/www/physics/healthz": "well",
  "/srv/www/physics/.htaccess": "RewriteEngine On\nRewriteRule ^rewritten$ intern/index.html\n",
  "/srv/www/physics/intern/index.html": "secret",
  "/srv/www/physics/intern/deep/index.html": "deep secret",
  "/srv/www/physics/intern/.htaccess": "Order allow,deny\nAllow from all\n",
  "/srv/www/physics/intern/merging/.htaccess": "AuthMerging Off\n",
  "/srv/www/physics/intern/require/.htaccess": '<If "true">\nRequire all granted\n</If>\n',
  "/srv/www/physics/intern/satisfy/.htaccess": "Satisfy Any\n",
  "/srv/www/physics/intern/limit/.htaccess": '<If "true">\nOrder allow,deny\nAllow from all\n</If>\n',
  "/srv/www/physics/intern/index/.htaccess": "DirectoryIndex /intern/index.html\n",
  "/srv/www/physics/intern/error/.htaccess": "ErrorDocument 403 /intern/index.html\n",
  "/srv/www/physics/.htpasswd": "passwords",
  "/srv/www/physics/Intern/index.html": "secret of another case",
  "/srv/www/physics/international/index.html": "world",
  "/srv/www/lab/lab/index.html": "laboratory",
  "/srv/www/lab/lab/ping": "pong",
  "/srv/www/staff/start.html": "staff",
  "/srv/www/staff/ping": "pong",
  "/srv/www/staff/folder/file": "file",
  "/srv/www/errors/403.html": "our refusal",
  "/srv/www/errors/404.html": "our not found",
};

/** `/intern/` in the spellings of known bypasses. */
const SPELLINGS = [
  ...["/intern", "/intern/", "/intern?x", "/intern/index.html", "/intern/deep/", "/%69ntern/", "/%49ntern/../intern/"],
  ...["//intern/", "/./intern/", "/x/../intern/", "/x/%2e%2e/intern/", "/x//../intern/", "/%2e/intern/"],
  ...[
    "/Intern/",
    "/%49ntern/",
    "/x/../Intern/index.html",
    "http://physics.uni.example/%69ntern/",
    "/international/../intern/",
    "/intern//",
    "/rewritten",
  ],
];

/** Paths that some servers read differently: they must never return the secret. */
const ODD = [
  "/..//intern/",
  "/intern;x=1/",
  "/intern%2f",
  "/x%2F..%2Fintern/",
  "/x/..;/intern/",
  "/\\intern/",
  "/%5cintern/",
  "/%2fintern/",
];

describeWith(["apache2", "haproxy", "openssl", "ip", "namespaces"], "sites of a running Apache behind HAProxy", () => {
  let lab: HaproxyLab;
  let web: ApacheLab | undefined;
  const logOf = (name: string): string => web?.log(name) ?? "";
  type Asked = Omit<Request, "to" | "tls"> & Partial<Pick<Request, "to">>;
  const https = (request: Asked) => lab.request({ to: VIP, tls: true, ...request });
  const direct = (request: Asked) => lab.request({ to: WEB, port: 8080, ...request });
  const staff = (request: Partial<Request>) =>
    lab.request({
      to: WEB,
      port: 8443,
      tls: { servername: "staff.uni.example" },
      host: "staff.uni.example",
      ...request,
    });

  beforeAll(async () => {
    lab = openHaproxyLab([VIP, OTHER_VIP, WORLD, CAMPUS, GUEST, VPN, LB, MONITORING, WEB, ...GROUP, ...IPV6], WORLD);
    const compilation = compileText(readFolder(join(packageRoot, "generators/apache/cases/sites/catalog")));
    web = await startApache(lab, compilation, "web2", { from: LB, members: [WEB, ...GROUP], pages: PAGES });
    await lab.start(compilation, "lb1");
    const isUp = async () =>
      (await https({ host: "www.uni.example" })).status === 200 &&
      (await https({ host: "physics.uni.example", target: "/lab/" })).status === 200 &&
      (await lab.request({ from: VPN, to: OTHER_VIP, host: "staff.uni.example", tls: true })).status === 200;
    await vi.waitUntil(isUp, PATIENCE);
  });

  afterAll(() => {
    lab.close();
    web?.close();
  });

  test.each([
    ["www.uni.example", "/", "home"],
    ["uni.example", "/", "home"],
    ["physics.uni.example", "/", "physics"],
    ["physics.uni.example", "/lab/", "laboratory"],
    ["physics.uni.example", "/international/", "world"],
    ["www.uni.example", "/static/style.css", "style"],
    ["www.uni.example", "/static/old/style.css", "old style"],
  ])("%s%s is %s", async (host, target, body) => {
    const response = await https({ host, target });
    expect([response.status, response.body]).toEqual([200, body]);
  });

  test("over IPv6 too: sites by name, the real client address, access, and no forged header", async () => {
    for (const [host, body] of [
      ["www.uni.example", "home"],
      ["physics.uni.example", "physics"],
    ] as const) {
      const answer = await https({ to: VIP6, from: WORLD6, host, target: "/?six" });
      expect([answer.status, answer.body]).toEqual([200, body]);
    }
    expect(logOf("www.access.log")).toMatch(new RegExp(`^${WORLD6} .*?six`, "m"));
    for (const to of [VIP6, WEB6]) {
      const ask = (from: string, headers = {}) => {
        const request = { to, from, headers, host: "physics.uni.example", target: "/intern/" };
        return to === VIP6 ? https(request) : direct(request);
      };
      expect((await ask(WORLD6)).status, to).toBe(403);
      expect((await ask(WORLD6, { "X-Forwarded-For": CAMPUS6 })).status, to).toBe(403);
      expect((await ask(CAMPUS6)).body, to).toBe("secret");
    }
    // Load balancers reach members over IPv4, so nobody is trusted over IPv6.
    const headers = { "X-Forwarded-For": WORLD6 };
    await direct({ to: WEB6, from: LB6, host: "www.uni.example", target: "/?unheard", headers });
    expect(logOf("www.access.log")).toMatch(new RegExp(`^${LB6} .*?unheard`, "m"));
  });

  test("an unknown name gets nothing, or the fallback if there is one", async () => {
    for (const [port, tls] of [
      [8081, false],
      [8443, true],
    ] as const) {
      const { status, body } = await lab.request({ to: WEB, port, tls, host: "nobody.example" });
      expect([status, body.trim()]).toEqual([421, ""]);
    }
    expect((await direct({ host: "nobody.example" })).body).toBe("home");
  });

  test.each([
    ["the world", WORLD, 403],
    ["guests", GUEST, 403],
    ["the campus", CAMPUS, 200],
    ["the VPN", VPN, 200],
  ])("a restricted route requested from %s, through the load balancer and directly", async (_who, from, status) => {
    for (const ask of [https, direct]) {
      const response = await ask({ host: "physics.uni.example", target: "/intern/", from });
      expect(response.status).toBe(status);
      if (status === 200) expect(response.body).toBe("secret");
      else if (ask === direct) expect(response.body).toBe("our refusal");
    }
  });

  test("access of nested routes adds up", async () => {
    for (const ask of [https, direct]) {
      const target = "/intern/deep/";
      expect((await ask({ host: "physics.uni.example", target, from: CAMPUS })).status).toBe(403);
      expect((await ask({ host: "physics.uni.example", target, from: VPN })).body).toBe("deep secret");
    }
  });

  test("no spelling bypasses a restricted route, even in direct requests", async () => {
    for (const target of [...SPELLINGS, ...ODD]) {
      for (const ask of [https, direct]) {
        const { status, body } = await ask({ host: "physics.uni.example", target });
        expect(body, target).not.toContain("secret");
        expect([400, 403, 404], target).toContain(status);
      }
    }
    // They do reach it for allowed clients, or the test would prove nothing. A folder without its last slash is redirected.
    for (const target of SPELLINGS) {
      const { status, body } = await direct({ host: "physics.uni.example", target, from: VPN });
      if (/intern(?:\?x)?$/.test(target)) expect(status, target).toBe(301);
      else expect(body, target).toContain("secret");
    }
  });

  test("other vhosts on the port are not restricted, and Apache's own files stay closed", async () => {
    expect((await direct({ host: "www.uni.example", target: "/intern/" })).status).toBe(404);
    expect((await direct({ host: "physics.uni.example", target: "/.htpasswd", from: VPN })).status).toBe(403);
  });

  test("X-Forwarded-For from other sources is ignored", async () => {
    for (const ask of [https, direct]) {
      for (const headers of [{ "X-Forwarded-For": CAMPUS }, { "X-Forwarded-For": `${CAMPUS}, ${LB}` }]) {
        expect((await ask({ host: "physics.uni.example", target: "/intern/?forged", headers })).status).toBe(403);
      }
    }
    // The load balancer is trusted: this is its header about an outside client, and about itself.
    const headers = { "X-Forwarded-For": CAMPUS };
    expect((await direct({ host: "physics.uni.example", target: "/intern/", headers, from: LB })).status).toBe(200);
    const lines = logOf("physics.access.log")
      .split("\n")
      .filter((line) => line.includes("?forged"));
    // HAProxy has already rejected the others.
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.startsWith(`${WORLD} `), line).toBe(true);
  });

  test("the log has the real client address", async () => {
    await https({ host: "www.uni.example", target: "/?marked", from: CAMPUS });
    const lines = logOf("www.access.log")
      .split("\n")
      .filter((line) => line.includes("?marked"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${CAMPUS} .*"GET /\\?marked HTTP/1.1" 200 `));
  });

  test("the health path is open to load balancers and monitoring regardless of access, and nothing else is", async () => {
    const check = { host: "check.uni.example", target: "/ping?full=1" };
    for (const from of [LB, MONITORING]) {
      const answer = await staff({ ...check, from, tls: true });
      expect([answer.status, answer.body]).toEqual([200, "pong"]);
      expect((await staff({ from: LB, target: "/ping?full=1" })).status).toBe(200);
    }
    expect((await staff({ ...check, from: WORLD, tls: true })).status).toBe(403);
    expect((await staff({ ...check, from: GUEST, tls: true })).status).toBe(403);
    expect((await staff({ ...check, headers: { "X-Forwarded-For": WORLD }, from: LB, tls: true })).status).toBe(403);
  });

  test("a service with restricted access is closed to direct requests, too", async () => {
    expect((await staff({ from: WORLD })).status).toBe(403);
    expect((await staff({ from: GUEST })).status).toBe(403);
    expect((await staff({ from: VPN })).body).toBe("staff");
    const through = (from: string) => lab.request({ from, to: OTHER_VIP, host: "staff.uni.example", tls: true });
    expect((await through(WORLD)).status).toBe(403);
    expect((await through(VPN)).body).toBe("staff");
  });

  test("folders: index files, listings, redirects with the URL that clients use", async () => {
    expect((await direct({ host: "www.uni.example", target: "/list/" })).body).toContain("file");
    expect((await staff({ from: VPN, target: "/folder/" })).status).toBe(403);
    const { status, headers } = await direct({ host: "uni.example", target: "/list" });
    expect([status, headers["location"]]).toEqual([301, "https://uni.example/list/"]);
  });

  test("links are followed as the catalog says, and .htaccess has no effect where it is off", async () => {
    expect((await direct({ host: "physics.uni.example", target: "/ours" })).body).toBe("physics");
    expect((await direct({ host: "physics.uni.example", target: "/theirs" })).status).toBe(403);
    expect((await direct({ host: "www.uni.example", target: "/theirs" })).status).toBe(200);
    expect((await staff({ from: VPN, target: "/ours" })).status).toBe(403);
    // The home page of www is served although its .htaccess denies it.
    expect((await direct({ host: "www.uni.example" })).headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  test(".htaccess files cannot widen access", async () => {
    for (const folder of ["merging", "require", "satisfy", "limit", "index", "error"]) {
      const { status, body } = await direct({ host: "physics.uni.example", target: `/intern/${folder}/` });
      // 500: the file contains a directive that is not allowed.
      expect([403, 500], folder).toContain(status);
      expect(body, folder).not.toContain("secret");
    }
  });

  test("Apache listens only on ports of the catalog, and requests without a host name get nothing", async () => {
    for (const port of [80, 443]) expect((await lab.request({ to: WEB, port, host: WEB })).status).toBe(0);
    const { text } = await lab.send({ from: WORLD, to: WEB, port: 8081, text: "GET / HTTP/1.0\r\n\r\n" });
    const [head, body] = text.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.[01] 421 /);
    expect(body?.trim()).toBe("");
  });

  test("headers have exactly the values from the catalog, on errors too; error pages are replaced", async () => {
    const { status, headers, body } = await direct({ host: "www.uni.example", target: "/nothing" });
    expect([status, body]).toEqual([404, "our not found"]);
    expect(headers["x-odd"]).toBe('100% "sure" \\n of $1 {it}');
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(headers["server"]).toBe("Apache");
  });
});
