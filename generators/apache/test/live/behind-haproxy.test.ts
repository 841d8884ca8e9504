import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { type Responder, startResponder } from "./fastcgi-responder.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const VIP = "192.0.2.10";
const LB = "10.1.1.11";
const WEB = "10.1.8.11";
const WORLD = "192.0.2.200";
const PHP = "/var/log/apache2/php.sock";

const PROGRAM = { "index.php": "<?php echo 'source'; ?>", healthz: "well" };
const pages = (service: string, more: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...PROGRAM, ...more }).map(([path, text]) => [`/srv/www/${service}/${path}`, text]),
  );

const PAGES: Readonly<Record<string, string>> = {
  ...pages("both", { "dir/index.html": "a folder", "sp ace%/index.html": "another" }),
  ...pages("inner", { "dir/index.html": "a folder" }),
  ...pages("secure", { "dir/index.html": "a folder" }),
  ...pages("cms", {
    ".htaccess": "Options -Indexes -MultiViews\n",
    "index.html": "cms",
    "open/.htaccess": 'Options +Indexes +MultiViews\n<If "true">\nOptions +Indexes +MultiViews\n</If>\n',
    "open/hidden.html": "hidden",
    "links/.htaccess": "Options +FollowSymLinks\n",
    "links/index.html": "links",
  }),
};

const CATALOG = `
fleet:
  name: programs
  sites: [north]
  announce: [192.0.2.0/24]
  management: [10.1.99.0/24]
teams: {web: {email: web@uni.example}}
vips: {web: {ipv4: ${VIP}}}
certificates: {wildcard: {file: /etc/ssl/private/wildcard.pem, names: ["*.uni.example"]}}
nodes:
  lb1: {site: north, roles: [load-balancer], addresses: {ipv4: ${LB}/24}}
  web1: {site: north, roles: [web-server], addresses: {ipv4: ${WEB}/24}}
profiles:
  site:
    extends: std/https-website
    owner: web
    vip: web
    access: {from: [world]}
    balance: {nodes: lb1}
    members: [web1]
    frontends: {https: {tls: {certificate: wildcard}}}
    backends: {web: {port: 8080, check: {path: /healthz, interval: 500ms}}}
services:
  both:
    extends: site
    hostnames: [both.uni.example]
    frontends: {http: {redirect: null, backend: web}}
    apache: {document_root: /srv/www/both, php: ${PHP}}
  # TLS up to the member, whatever the client came by.
  inner:
    extends: site
    hostnames: [inner.uni.example]
    frontends: {http: {redirect: null, backend: web}}
    backends: {web: {port: 8443, tls: {verify: false}, check: {type: https}}}
    apache: {document_root: /srv/www/inner, php: ${PHP}, tls: {certificate: wildcard}}
  secure:
    extends: site
    hostnames: [secure.uni.example]
    apache: {document_root: /srv/www/secure, php: ${PHP}}
  cms:
    extends: site
    hostnames: [cms.uni.example]
    apache: {document_root: /srv/www/cms, override: [Options]}
`;

describeWith(
  ["apache2", "haproxy", "openssl", "ip", "namespaces"],
  "programs and folders of Apache behind HAProxy",
  () => {
    let lab: HaproxyLab;
    let web: ApacheLab;
    let php: Responder;
    const ask = (request: Omit<Request, "to">) => lab.request({ to: VIP, ...request });
    const paramsOf = async (request: Omit<Request, "to">) => {
      expect(await ask(request)).toMatchObject({ status: 200 });
      return php.take()[0]?.params;
    };

    beforeAll(async () => {
      lab = openHaproxyLab([VIP, LB, WEB, WORLD], WORLD);
      const compilation = compileText({ "catalog.yaml": CATALOG });
      expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      web = await startApache(lab, compilation, "web1", { from: LB, members: [WEB], pages: PAGES });
      php = await startResponder(web.logPath("php.sock"));
      await lab.start(compilation, "lb1");
      const sites = ["both", "inner", "secure", "cms"];
      const isUp = async (site: string) =>
        (await ask({ host: `${site}.uni.example`, target: "/healthz", tls: true })).status === 200;
      await vi.waitUntil(async () => (await Promise.all(sites.map(isUp))).every(Boolean), PATIENCE);
    });

    afterAll(async () => {
      lab.close();
      web.close();
      await php.close();
    });

    beforeEach(() => {
      php.take();
    });

    describe("programs", () => {
      test.each(["Basic YWxpY2U6c2VjcmV0", "Bearer a.b.c", "Negotiate abc"])(
        "get Authorization: %s unchanged",
        async (authorization) => {
          const headers = { Authorization: authorization };
          const params = await paramsOf({ host: "secure.uni.example", target: "/index.php", tls: true, headers });
          expect(params).toMatchObject({ HTTP_AUTHORIZATION: authorization });
        },
      );

      test.each([5, 5_000, 300_000])("get the complete body of %i bytes sent in chunks", async (size) => {
        const chunk = "x".repeat(Math.min(size, 4_000));
        let rest = size;
        const chunks: string[] = [];
        for (; rest > 0; rest -= chunk.length) {
          const part = chunk.slice(0, rest);
          chunks.push(`${part.length.toString(16)}\r\n${part}\r\n`);
        }
        const head = ["POST /index.php HTTP/1.1", "Host: secure.uni.example", "Transfer-Encoding: chunked"];
        const text = `${[...head, "Connection: close"].join("\r\n")}\r\n\r\n${chunks.join("")}0\r\n\r\n`;
        const tls = { servername: "secure.uni.example" };
        const reply = await lab.send({ from: WORLD, to: VIP, port: 443, tls, text });
        expect(reply.text).toMatch(/^HTTP\/1.1 200 /);
        // PHP reads as many bytes as CONTENT_LENGTH says.
        expect(php.take().map(({ body, params }) => [body.length, params["CONTENT_LENGTH"]])).toEqual([
          [size, `${size}`],
        ]);
      });

      test("get the complete body of an HTTP/2 request without a length", async () => {
        const body = web.logPath("upload");
        writeFileSync(body, "y".repeat(300_000));
        const answer = web.logPath("answer");
        const target = ["--resolve", `secure.uni.example:443:${VIP}`, "https://secure.uni.example/index.php"];
        // The body comes from a pipe, so it has no length.
        const upload = `curl -sk --http2 -X POST -T - -o /dev/null -w '%{http_version} %{http_code}' ${target.join(" ")}`;
        await lab.do({ do: "start", name: "curl", argv: ["sh", "-c", `cat ${body} | ${upload} > ${answer}`] });
        await vi.waitUntil(() => readIfThere(answer).includes(" "), PATIENCE);
        expect(readIfThere(answer)).toBe("2 200");
        const [asked] = php.take();
        expect([asked?.body.length, asked?.params["CONTENT_LENGTH"]]).toEqual([300_000, "300000"]);
      });

      test.each(["both", "inner"])("of %s know the client's scheme", async (site) => {
        const request = { host: `${site}.uni.example`, target: "/index.php" };
        const plain = await paramsOf(request);
        expect(plain).toMatchObject({ REQUEST_SCHEME: "http", SERVER_PORT: "80" });
        expect(plain).not.toHaveProperty("HTTPS");
        const secure = await paramsOf({ ...request, tls: true });
        expect(secure).toMatchObject({ HTTPS: "on", REQUEST_SCHEME: "https", SERVER_PORT: "443" });
      });

      test("trust only load balancers about https", async () => {
        const headers = { "X-Forwarded-Proto": "https" };
        const request = { host: "both.uni.example", target: "/index.php", headers };
        expect(await paramsOf(request)).not.toHaveProperty("HTTPS");
        await lab.request({ ...request, to: WEB, port: 8080 });
        expect(php.take()[0]?.params).not.toHaveProperty("HTTPS");
      });
    });

    test.each([
      ["both", "/dir", "/dir/"],
      ["both", "/dir?a=b&c=%20", "/dir/?a=b&c=%20"],
      ["both", "/sp%20ace%25", "/sp%20ace%25/"],
      ["inner", "/dir", "/dir/"],
    ])("the redirect of folder %s%s keeps the client's scheme", async (site, target, there) => {
      const host = `${site}.uni.example`;
      for (const tls of [false, true]) {
        const { status, headers } = await ask({ host, target, tls });
        expect([status, headers["location"]]).toEqual([301, `${tls ? "https" : "http"}://${host}${there}`]);
      }
    });

    test("the folder redirect of an https-only site leads to https", async () => {
      const { headers } = await ask({ host: "secure.uni.example", target: "/dir", tls: true });
      expect(headers["location"]).toBe("https://secure.uni.example/dir/");
    });

    describe(".htaccess with Options allowed", () => {
      const cms = (target: string) => ask({ host: "cms.uni.example", target, tls: true });

      test("can turn options off", async () => {
        expect(await cms("/")).toMatchObject({ status: 200, body: "cms" });
      });

      test("cannot turn on listings and MultiViews, which are off in the catalog", async () => {
        expect((await cms("/open/hidden.html")).body).toBe("hidden");
        expect((await cms("/open/")).body).not.toContain("hidden");
        expect((await cms("/open/hidden")).status).toBe(404);
      });

      test("cannot follow links if the catalog does not", async () => {
        expect((await cms("/links/")).status).toBe(500);
      });
    });
  },
);

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
