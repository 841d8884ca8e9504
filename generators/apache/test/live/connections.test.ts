import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const CATALOG = "generators/apache/cases/connections/catalog";
const PROXIED = "192.0.2.10";
const PROXIED6 = "2001:db8:53::10";
const RECORDS = "192.0.2.11";
const HIDDEN = "192.0.2.12";
const MIRROR = "192.0.2.13";
const ANYWHERE = "192.0.2.14";
const PAPERS = "192.0.2.15";
const WORLD = "192.0.2.200";
const CAMPUS = "10.5.5.5";
const BLOCKED = "203.0.113.66";
const LB = "10.1.1.11";
const MONITORING = "10.1.99.10";
const WEB = "10.1.8.11";
const ANY = "10.1.8.21";
const CAMPUS6 = "2001:db8:7::7";
const WORLD6 = "2001:db9::7";
const VIPS6 = ["10", "11", "12", "13", "14", "15"].map((last) => `2001:db8:53::${last}`);
const VIPS = [PROXIED, RECORDS, HIDDEN, MIRROR, ANYWHERE, PAPERS];
const ADDRESSES = [...VIPS, WORLD, CAMPUS, BLOCKED, LB, MONITORING, WEB, ANY];
const ADDRESSES6 = [...VIPS6, CAMPUS6, WORLD6, "2001:db8:1:1::11", "2001:db8:1:8::21"];

const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  ["proxied", "records", "hidden", "mirror", "anywhere", "papers", "drafts"].flatMap((name) => [
    [`/srv/www/${name}/index.html`, name],
    [`/srv/www/${name}/healthz`, "well"],
    [`/srv/www/${name}/intern/index.html`, "secret"],
  ]),
);

describeWith(
  ["apache2", "haproxy", "openssl", "ip", "namespaces"],
  "how a running Apache learns the client's address",
  () => {
    let lab: HaproxyLab;
    let web: ApacheLab | undefined;
    const logOf = (name: string): string => web?.log(name) ?? "";
    const compilation = compileText(readFolder(join(packageRoot, CATALOG)));

    /** A request that starts with a PROXY header (version 1) for a client. */
    async function withProxy(from: string, client: string, target: string): Promise<string> {
      const request = `GET ${target} HTTP/1.1\r\nHost: proxied.uni.example\r\nConnection: close\r\n\r\n`;
      const text = `PROXY TCP4 ${client} ${WEB} 4000 8090\r\n${request}`;
      return (await lab.send({ from, to: WEB, port: 8090, text })).text;
    }

    beforeAll(async () => {
      lab = openHaproxyLab([...ADDRESSES, ...ADDRESSES6], WORLD);
      web = await startApache(lab, compilation, "web1", { from: LB, members: [WEB], pages: PAGES });
      await lab.start(compilation, "lb1");
      const isUp = async () => {
        const answers = await Promise.all([
          lab.request({ to: PROXIED, host: "proxied.uni.example" }),
          lab.request({ to: RECORDS, host: "records.uni.example", tls: true }),
          lab.request({ to: HIDDEN, host: "hidden.uni.example" }),
          lab.request({ to: MIRROR, host: "any" }),
          lab.request({ to: PAPERS, host: "papers.uni.example" }),
          lab.request({ to: PAPERS, host: "papers.uni.example", tls: true }),
          lab.request({ to: PAPERS, host: "drafts.uni.example", tls: true, from: CAMPUS }),
        ]);
        return answers.every(({ status }) => status === 200);
      };
      await vi.waitUntil(isUp, PATIENCE);
    });

    afterAll(async () => {
      await lab.close();
      web?.close();
    });

    test("with PROXY, the client is the one that the load balancer reports", async () => {
      const ask = (from: string) =>
        lab.request({ to: PROXIED, host: "proxied.uni.example", target: "/intern/?proxied", from });
      expect((await ask(CAMPUS)).body).toBe("secret");
      expect((await ask(WORLD)).status).toBe(403);
      expect(await withProxy(LB, CAMPUS, "/intern/?said")).toContain("secret");
      expect(await withProxy(LB, WORLD, "/intern/?said")).toMatch(/^HTTP\/1.1 403/);
      const clients = logOf("proxied.access.log")
        .split("\n")
        .filter((line) => line.includes("?said"))
        .map((line) => line.split(" ")[0]);
      expect(clients).toEqual([CAMPUS, WORLD]);
    });

    test("with PROXY, clients over IPv6 keep their address, too", async () => {
      const ask = (from: string) =>
        lab.request({ to: PROXIED6, host: "proxied.uni.example", target: "/intern/?six", from });
      expect((await ask(CAMPUS6)).body).toBe("secret");
      expect((await ask(WORLD6)).status).toBe(403);
      expect(
        (await lab.request({ to: PROXIED6, host: "proxied.uni.example", target: "/?six", from: WORLD6 })).body,
      ).toBe("proxied");
      const clients = logOf("proxied.access.log")
        .split("\n")
        .filter((line) => line.includes("?six"))
        .map((line) => line.split(" ")[0]);
      expect(clients).toEqual([CAMPUS6, WORLD6]);
    });

    test("a PROXY header from another source is rejected", async () => {
      for (const target of ["/", "/intern/", "/healthz"]) {
        expect(await withProxy(WORLD, CAMPUS, target)).toMatch(/^HTTP\/1.1 403/);
        expect(await withProxy(WORLD, LB, target)).toMatch(/^HTTP\/1.1 403/);
      }
      const plain = await lab.request({ from: CAMPUS, to: WEB, port: 8090, host: "proxied.uni.example" });
      expect(plain.status).not.toBe(200);
    });

    test("monitoring uses another port without PROXY, and nobody else can", async () => {
      const ask = (from: string) =>
        lab.request({ from, to: WEB, port: 8091, host: "proxied.uni.example", target: "/healthz" });
      expect((await ask(MONITORING)).body).toBe("well");
      expect((await ask(CAMPUS)).status).toBe(403);
    });

    test("with TLS passthrough, Apache redirects to the canonical name", async () => {
      const ask = (host: string) => lab.request({ to: RECORDS, host, target: "/a%20b?c=d", tls: true });
      const alias = await ask("records.example");
      expect([alias.status, alias.headers["location"]]).toEqual([301, "https://records.uni.example/a%20b?c=d"]);
      expect((await ask("records.uni.example")).status).toBe(404);
      expect((await lab.request({ to: RECORDS, host: "records.uni.example", tls: true, from: CAMPUS })).body).toBe(
        "records",
      );
      expect(logOf("records.access.log")).toMatch(new RegExp(`^${CAMPUS} `, "m"));
    });

    test("without the client's address, only the load balancer is allowed", async () => {
      const ask = (to: string, from: string, port: number) =>
        lab.request({ to, from, port, host: "hidden.uni.example", target: "/intern/" });
      expect((await ask(HIDDEN, CAMPUS, 80)).body).toBe("secret");
      expect((await ask(HIDDEN, WORLD, 80)).status).toBe(403);
      expect((await ask(WEB, CAMPUS, 8092)).status).toBe(403);
    });

    test("with TLS passthrough, a site admits only clients that its own server name admits", async () => {
      const ask = (from: string, servername: string, host: string, to = PAPERS, port = 443) =>
        lab.request({ from, to, port, host, tls: { servername } });
      for (const name of ["drafts.uni.example", "sketches.uni.example"]) {
        expect((await ask(CAMPUS, name, name)).body).toBe("drafts");
        expect((await ask(CAMPUS, name.toUpperCase(), name)).body).toBe("drafts");
        expect((await ask(WORLD, name, name)).status).toBe(0);
        // The certificate covers both names, and this one is open to the world.
        expect((await ask(WORLD, "papers.uni.example", name)).status).toBe(403);
        expect((await ask(WORLD, name, name, WEB, 8446)).status).toBe(403);
      }
      expect((await ask(WORLD, "papers.uni.example", "papers.uni.example")).body).toBe("papers");
      expect((await ask(MONITORING, "drafts.uni.example", "drafts.uni.example", WEB, 8446)).body).toBe("drafts");
    });

    test("with TLS passthrough, a restricted route is closed to all, because the client's address is unknown", async () => {
      const ask = (from: string, tls: boolean, target: string) =>
        lab.request({ from, to: PAPERS, host: "papers.uni.example", tls, target });
      for (const from of [WORLD, CAMPUS]) {
        expect((await ask(from, true, "/intern/")).status).toBe(403);
        expect((await ask(from, true, "/")).body).toBe("papers");
      }
      expect((await ask(WORLD, false, "/intern/")).status).toBe(403);
      expect((await ask(CAMPUS, false, "/intern/")).body).toBe("secret");
    });

    test("no spelling bypasses a restricted route, wherever the client's address comes from", async () => {
      for (const target of ["/intern/", "/%69ntern/", "//intern/", "/./intern/", "/x/../intern/"]) {
        const asked = { host: "proxied.uni.example", target };
        const hidden = { host: "hidden.uni.example", target };
        const bodies = await Promise.all([
          lab.request({ ...asked, to: PROXIED }),
          lab.request({ ...asked, to: PROXIED6, from: WORLD6 }),
          lab.request({ ...asked, to: WEB, port: 8091 }),
          lab.request({ ...hidden, to: HIDDEN }),
          lab.request({ ...hidden, to: WEB, port: 8092 }),
          lab.request({ ...hidden, to: WEB, port: 8092, headers: { "X-Forwarded-For": CAMPUS } }),
        ]);
        for (const { status } of bodies) expect(status, target).toBe(403);
        expect(await withProxy(LB, WORLD, target), target).toMatch(/^HTTP\/1.1 403/);
        // They do reach it for allowed clients, or the test would prove nothing.
        expect(await withProxy(LB, CAMPUS, target), target).toContain("secret");
        expect((await lab.request({ ...hidden, to: HIDDEN, from: CAMPUS })).body, target).toBe("secret");
      }
    });

    test("an unknown name gets nothing from the load balancer either", async () => {
      for (const [to, from] of [
        [PROXIED, WORLD],
        [PROXIED6, WORLD6],
        [HIDDEN, WORLD],
      ] as const) {
        const { status, body } = await lab.request({ to, from, host: "nobody.example" });
        // The error page is HAProxy's own.
        expect([status, body], to).toEqual([421, expect.stringContaining("421 Misdirected Request")]);
      }
      const { status } = await lab.request({ to: RECORDS, host: "nobody.example", tls: true });
      expect(status).toBe(0);
    });

    test("a service without host names answers to any name, others on their ports only to their own", async () => {
      expect((await lab.request({ to: MIRROR, host: "whatever.example" })).body).toBe("mirror");
      for (const host of ["nobody.example", WEB, "proxied.uni.example"]) {
        const { status, body } = await lab.request({ to: WEB, port: 8092, host });
        expect([status, body.trim()]).toEqual([421, ""]);
      }
    });
  },
);

describeWith(["apache2", "openssl", "ip", "namespaces"], "Apache without load balancers", () => {
  let lab: HaproxyLab;
  let web: ApacheLab | undefined;
  const compilation = compileText(readFolder(join(packageRoot, CATALOG)));
  const ask = (from: string, to: string, host: string, target = "/") => lab.request({ from, to, host, target });

  beforeAll(async () => {
    lab = openHaproxyLab([...ADDRESSES, ...ADDRESSES6], WORLD);
    web = await startApache(lab, compilation, "any1", { from: LB, members: [], pages: PAGES });
    await vi.waitUntil(async () => (await ask(CAMPUS, ANYWHERE, "anywhere.uni.example")).status === 200, PATIENCE);
  });

  afterAll(() => {
    lab.close();
    web?.close();
  });

  test("access applies in both families", async () => {
    expect((await ask(CAMPUS6, "2001:db8:53::14", "anywhere.uni.example")).body).toBe("anywhere");
    expect((await ask(WORLD, ANYWHERE, "anywhere.uni.example")).status).toBe(403);
    expect((await ask(WORLD6, "2001:db8:53::14", "anywhere.uni.example")).status).toBe(403);
    expect((await ask(BLOCKED, ANYWHERE, "anywhere.uni.example")).status).toBe(403);
  });

  test("aliases redirect to the canonical name, the health path works, unknown names get nothing", async () => {
    const alias = await ask(CAMPUS, ANYWHERE, "anywhere.example", "/x");
    expect([alias.status, alias.headers["location"]]).toEqual([301, "http://anywhere.uni.example/x"]);
    expect((await ask(MONITORING, ANY, "anywhere.uni.example", "/healthz")).body).toBe("well");
    expect((await ask(CAMPUS, ANYWHERE, "nobody.example")).status).toBe(421);
  });
});
