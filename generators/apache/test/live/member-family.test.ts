import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab, type Request } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { type ApacheLab, startApache } from "./lab.ts";

const [VIP, VIP6] = ["192.0.2.10", "2001:db8:53::10"];
const OTHER_VIPS = ["192.0.2.11", "2001:db8:53::11"];
const [LB, LB6] = ["10.1.1.11", "2001:db8:1:1::11"];
const [WEB, WEB6] = ["10.2.8.12", "2001:db8:2:8::12"];
// Apache listens on all addresses, so it also plays the other nodes of the group.
const GROUP6 = ["2001:db8:1:8::11", "2001:db8:2:8::13"];
const [WORLD, WORLD6] = ["192.0.2.200", "2001:db9::7"];
const [CAMPUS, CAMPUS6] = ["10.5.5.5", "2001:db8:7::7"];

const PAGES: Readonly<Record<string, string>> = {
  "/srv/www/home/index.html": "home",
  "/srv/www/home/healthz": "well",
  "/srv/www/physics/index.html": "physics",
  "/srv/www/physics/healthz": "well",
  "/srv/www/physics/intern/index.html": "secret",
};

describeWith(
  ["apache2", "haproxy", "openssl", "ip", "namespaces"],
  "Apache where load balancers reach members over IPv6",
  () => {
    let lab: HaproxyLab;
    let web: ApacheLab;
    const https = (request: Omit<Request, "tls">) => lab.request({ tls: true, ...request });

    beforeAll(async () => {
      lab = openHaproxyLab(
        [VIP, VIP6, ...OTHER_VIPS, LB, LB6, WEB, WEB6, ...GROUP6, WORLD, WORLD6, CAMPUS, CAMPUS6],
        WORLD,
      );
      const files = readFolder(join(packageRoot, "generators/apache/cases/sites/catalog"));
      const text = (files["catalog.yaml"] ?? "")
        .replace("  name: sites\n", "  name: sites\n  member_family: ipv6\n")
        .replace("apache: {log_format: combined}", "apache: {log_format: common}")
        .replace("override: [FileInfo, Indexes, Limit, Options]", "log_format: vhost_combined");
      const compilation = compileText({ "catalog.yaml": text });
      expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      web = await startApache(lab, compilation, "web2", { from: LB6, members: [WEB6, ...GROUP6], pages: PAGES });
      await lab.start(compilation, "lb1");
      const isUp = async () =>
        (await https({ to: VIP, host: "www.uni.example" })).status === 200 &&
        (await https({ to: VIP, host: "physics.uni.example" })).status === 200;
      await vi.waitUntil(isUp, PATIENCE);
    });

    afterAll(() => {
      lab.close();
      web.close();
    });

    test.each([
      ["IPv4", VIP, WORLD, CAMPUS],
      ["IPv6", VIP6, WORLD6, CAMPUS6],
    ])("clients over %s keep their address", async (family, to, world, campus) => {
      const ask = (from: string, headers = {}) =>
        https({ to, from, headers, host: "physics.uni.example", target: `/intern/?${family}` });
      expect((await https({ to, from: world, host: "www.uni.example", target: `/?${family}` })).body).toBe("home");
      expect((await ask(campus)).body).toBe("secret");
      expect((await ask(world)).status).toBe(403);
      expect((await ask(world, { "X-Forwarded-For": campus })).status).toBe(403);
      const mark = `"GET /[^ ]*\\?${family} HTTP/1.1" 200 \\d+`;
      expect(web.log("www.access.log")).toMatch(new RegExp(`^${world} - - \\[[^\\]]+\\] ${mark}$`, "m"));
      const vhost = "physics.uni.example:443";
      expect(web.log("physics.access.log")).toMatch(new RegExp(`^${vhost} ${campus} - - .*${mark} "-" "-"$`, "m"));
    });

    test("only that address of a load balancer is trusted", async () => {
      const ask = (from: string, to: string, client: string) =>
        lab.request({
          ...{ from, to, port: 8080, host: "www.uni.example", target: "/?said" },
          headers: { "X-Forwarded-For": client },
        });
      await ask(LB6, WEB6, WORLD6);
      await ask(LB6, WEB6, WORLD);
      await ask(LB, WEB, WORLD);
      const lines = web.log("www.access.log").split("\n");
      const clients = lines.filter((line) => line.includes("?said")).map((line) => line.split(" ")[0]);
      expect(clients).toEqual([WORLD6, WORLD, LB]);
    });
  },
);
