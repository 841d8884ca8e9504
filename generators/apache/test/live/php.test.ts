import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { type Responder, startResponder } from "./fastcgi-responder.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const LB = "10.1.1.11";
const WEB = "10.1.8.11";
const CAMPUS = "10.5.5.5";
const WORLD = "192.0.2.200";
const ROOT = "/srv/www/app";
/** Longer than the path of a socket can be. */
const LONG = "A".repeat(5000);

const PAGES: Readonly<Record<string, string>> = {
  [`${ROOT}/index.php`]: "<?php echo 'source'; ?>",
  [`${ROOT}/healthz`]: "well",
  [`${ROOT}/intern/index.php`]: "<?php echo 'source'; ?>",
  [`${ROOT}/intern/list.php`]: "<?php echo 'source'; ?>",
  [`${ROOT}/upload/picture.jpg`]: "picture",
  // CVE-2017-15715: a name that ends in a newline is not the name of a program.
  [`${ROOT}/upload/odd.php\n`]: "odd",
  [`${ROOT}/.htaccess`]: "RewriteEngine On\nRewriteRule ^intern/app/ index.php\nRewriteRule ^app/ index.php\n",
};

const CATALOG = `
fleet:
  name: programs
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]
networks: {campus: [10.0.0.0/8]}
teams: {web: {email: web@uni.example}}
nodes:
  lb1: {site: north, roles: [load-balancer], addresses: {ipv4: ${LB}/24}}
  web1: {site: north, roles: [web-server], addresses: {ipv4: ${WEB}/24}}
services:
  app:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.10}
    hostnames: [app.uni.example]
    access: {from: [world]}
    balance: {nodes: lb1}
    members: [web1]
    routes: {/intern: {access: {from: [campus]}}}
    backends: {web: {port: 8080, check: {path: /healthz}}}
    apache: {document_root: ${ROOT}, php: /var/log/apache2/php.sock, override: [FileInfo]}
`;

describeWith(["apache2", "ip", "namespaces"], "programs behind a running Apache", () => {
  let lab: HaproxyLab;
  let web: ApacheLab;
  let php: Responder;
  const ask = (target: string, request: Partial<Request> = {}) =>
    lab.request({ to: WEB, port: 8080, host: "app.uni.example", target, ...request });

  beforeAll(async () => {
    lab = openHaproxyLab([LB, WEB, CAMPUS, WORLD], WORLD);
    const compilation = compileText({ "catalog.yaml": CATALOG });
    expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    web = await startApache(lab, compilation, "web1", { from: LB, members: [WEB], pages: PAGES });
    await vi.waitUntil(async () => (await ask("/healthz")).status === 200, PATIENCE);
  });

  afterAll(() => {
    lab.close();
    web.close();
  });

  beforeEach(async () => {
    php = await startResponder(web.logPath("php.sock"));
  });

  afterEach(() => php.close());

  test.each([
    ["the program's own path", "/index.php", ""],
    ["its folder", "/", ""],
    ["its folder with a query", "/?a=b", "a=b"],
    ["a path below it", "/index.php/more/of%20it?a=b", "a=b"],
    ["a path that is rewritten to it", "/app/x", ""],
    ["another spelling", "//upload/../index.php", ""],
    // CVE-2021-40438: a request can never choose the socket.
    ["a query that looks like a socket", `/index.php?unix:${LONG}|http://192.0.2.1/`, `unix:${LONG}|http://192.0.2.1/`],
  ])("%s runs the existing program", async (_what, target, query) => {
    expect(await ask(target)).toMatchObject({ status: 200, body: `ran ${ROOT}/index.php` });
    const [asked, ...more] = php.take();
    expect(more).toEqual([]);
    expect(asked?.params).toMatchObject({
      DOCUMENT_ROOT: ROOT,
      QUERY_STRING: query,
      REMOTE_ADDR: WORLD,
      SERVER_NAME: "app.uni.example",
    });
  });

  test("the program gets the real client address, and no header that clients must not set", async () => {
    const headers = { "X-Forwarded-For": CAMPUS, Proxy: "http://192.0.2.1/" };
    await ask("/index.php", { headers });
    await ask("/index.php", { headers, from: LB });
    const [stranger, balanced] = php.take().map(({ params }) => params);
    expect([stranger?.["REMOTE_ADDR"], balanced?.["REMOTE_ADDR"]]).toEqual([WORLD, CAMPUS]);
    // CVE-2016-5385: programs would use it as their own proxy.
    expect(stranger).not.toHaveProperty("HTTP_PROXY");
  });

  test.each([
    "/missing.php",
    "/upload/picture.jpg/x.php",
    "/upload/picture.jpg%00.php",
    "/upload/odd.php%0a",
    "/upload/odd.php",
    "/INDEX.PHP",
    "/index.php%00.jpg",
    "/../../../etc/passwd/x.php",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/|fcgi://192.0.2.1:9000/index.php",
    "/proxy:unix:/tmp/x|fcgi://localhost/index.php",
  ])("%s runs no program", async (target) => {
    const { body } = await ask(target);
    expect(body).not.toContain("ran ");
    expect(php.take()).toEqual([]);
  });

  test("a restricted route covers programs, and paths that are rewritten to them", async () => {
    const inside = ["/intern/", "/intern/index.php", "/intern/list.php", "/intern/list.php/more", "/intern/app/x"];
    const spelled = ["/%69ntern/list.php", "//intern/list.php", "/x/../intern/list.php", "/intern;x/list.php"];
    for (const target of [...inside, ...spelled]) {
      for (const headers of [{}, { "X-Forwarded-For": CAMPUS }]) {
        const { body } = await ask(target, { headers });
        expect(body, target).not.toMatch(/^ran |<\?php/);
      }
    }
    expect(php.take()).toEqual([]);
    for (const target of inside) {
      expect((await ask(target, { from: CAMPUS })).body, target).toMatch(/^ran \/srv\/www\/app\//);
      expect((await ask(target, { from: LB, headers: { "X-Forwarded-For": CAMPUS } })).status, target).toBe(200);
    }
    expect(php.take()).toHaveLength(2 * inside.length);
  });

  test("the program gets the posted body", async () => {
    const text =
      "POST /index.php HTTP/1.1\r\nHost: app.uni.example\r\nContent-Length: 7\r\nConnection: close\r\n\r\na=b&c=d";
    expect((await lab.send({ from: WORLD, to: WEB, port: 8080, text })).text).toMatch(/^HTTP\/1.1 200 /);
    expect(php.take().map(({ body, params }) => [params["REQUEST_METHOD"], body])).toEqual([["POST", "a=b&c=d"]]);
  });

  test("the source of a program is never shown, even if PHP-FPM is not running", async () => {
    await php.close();
    expect(await ask("/index.php")).toMatchObject({ status: 503 });
    expect((await ask("/index.php")).body).not.toContain("<?php");
    php = await startResponder(web.logPath("php.sock"));
    await vi.waitUntil(async () => (await ask("/index.php")).status === 200, PATIENCE);
  });
});
