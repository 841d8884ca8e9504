import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FAMILIES } from "../../../src/contract/fleet.ts";
import type { Lab } from "../../../src/lab/lab.ts";
import type { LabInput } from "../../../src/lab/lab-input.ts";
import { until } from "../../../src/lab/until.ts";
import { packageRoot } from "../../../src/package-root.ts";
import { compileText } from "../../support/compile-text.ts";
import { describeWith } from "../../support/daemons.ts";
import { PATIENCE } from "../../support/patience.ts";
import { during, labInput, openLab, output, promisedRoutes, routesOf, untilPromised } from "../campus-lab.ts";

/** Common settings of services are in the catalog's defaults. */
const BASE = readFileSync(join(packageRoot, "test/services/base.yaml"), "utf8").replace(
  "  service:\n",
  "  service:\n    owner: network\n",
);

/** The built-in anycast profiles. RADIUS needs one more line: a query needs a secret, so its check is a custom program. */
const ANYCAST = `
services:
  kerberos:
    extends: std/kerberos-kdc
    vip: kerberos
    access: {from: [campus]}
    balance: {nodes: kdc}
  resolver:
    extends: std/dns-resolver
    vip: resolver
    access: {from: [campus]}
    balance: {nodes: resolver}
  time:
    extends: std/ntp
    vip: time
    access: {from: [campus]}
    balance: {nodes: time}
  radius:
    extends: std/radius
    vip: radius
    access: {from: [campus]}
    balance: {nodes: radius}
    health: {check: {type: command, command: [/usr/local/lib/checks/radius]}}
`;

/** Behind HAProxy, and checked through it. */
const SHOP = `
services:
  shop:
    extends: std/http-website
    vip: web
    hostnames: [shop.uni.example]
    access: {from: [campus, 192.0.2.10]}
    members: web
    health: {check: {type: http, path: /, interval: 1s, rise: 2, fall: 2}}
`;

const ROUTERS = `
nodes:
  core1: {site: north, roles: [router], managed: false, addresses: {ipv4: 10.1.1.254/24, ipv6: "2001:db8:1:1::254/64"}}
  core2: {site: south, roles: [router], managed: false, addresses: {ipv4: 10.2.1.254/24, ipv6: "2001:db8:2:1::254/64"}}
`;

/** Checked more often than usual, so that no test waits for minutes. */
const OFTEN = ANYCAST.replace(/balance: .*/g, "$&\n    health: {check: {interval: 1s, rise: 3}}").replace(
  /\n.*\n( *health: \{check: \{type: command, .*?)\}\}/,
  "\n$1, interval: 1s, rise: 3}}",
);

const ROUTER = "core1";
const RESOLVER = ["192.0.2.53/32", "2001:db8:53::53/128"];
const ANY1 = ["10.1.12.1", "2001:db8:1:c::1"];
const ANY2 = ["10.2.12.2", "2001:db8:2:c::2"];
const LB1 = ["10.1.1.11", "2001:db8:1:1::11"];
const HEALTH = "/usr/local/lib/intentlb/health";

test("the anycast profiles make services in four lines, without findings", () => {
  const { findings } = compileText({ "base.yaml": BASE, "services.yaml": ANYCAST });
  expect(findings.filter(({ severity }) => severity !== "notice").map(({ message }) => message)).toEqual([]);
});

describeWith(
  ["haproxy", "bird", "nft", "ip", "openssl", "plugins", "dig", "namespaces"],
  "operators in the lab",
  () => {
    const catalog = { "base.yaml": BASE, "services.yaml": OFTEN, "shop.yaml": SHOP, "routers.yaml": ROUTERS };
    const input = labInput(catalog);
    let lab: Lab;
    let runtime = "";
    let close = async () => {};

    beforeAll(async () => {
      ({ lab, runtime, close } = await openLab(input));
    });
    // A failed test may leave a service drained; the next test must find it announced.
    beforeEach(async () => {
      for (const machine of ["any1", "lb1"]) {
        for (const target of ["all", "resolver"]) await health(machine, "undrain", target);
      }
      await untilPromised(lab, ROUTER, input);
    });
    afterAll(() => close());

    const health = (machine: string, ...args: string[]) => lab.exec(machine, [HEALTH, ...args]);
    const untilStatus = (machine: string, said: string) =>
      until(async () => {
        const { stdout } = await health(machine, "status");
        return { done: stdout.includes(said), seen: stdout };
      }, PATIENCE);
    const logOf = (machine: string) => output(lab, machine, ["cat", "/var/log/health.log"]);
    /** Waits until a router has exactly these routes from a node (sorted prefixes). */
    const untilFrom = (hops: readonly string[], wanted: readonly string[]) =>
      until(async () => {
        const seen = await prefixesFrom(hops);
        return { done: JSON.stringify(seen) === JSON.stringify([...wanted].sort()), seen };
      }, PATIENCE);
    const prefixesFrom = async (hops: readonly string[]) =>
      (await routesOf(lab, ROUTER)).filter(({ nextHop }) => hops.includes(nextHop)).map(({ prefix }) => prefix);
    const promisedFrom = (hops: readonly string[]) =>
      promisedRoutes(input)
        .filter(({ nextHop }) => hops.includes(nextHop))
        .map(({ prefix }) => prefix);

    test("anycast services answer allowed clients over both families, and nobody else", async () => {
      const places = [
        ["kerberos", "tcp", 88],
        ["kerberos", "udp", 88],
        ["resolver", "tcp", 53],
        ["resolver", "udp", 53],
        ["time", "udp", 123],
        ["radius", "udp", 1812],
        ["radius", "udp", 1813],
      ] as const;
      const asked = places.flatMap(([service, transport, port]) =>
        FAMILIES.flatMap((family) =>
          (["campus", "world"] as const).map((client) => ({ service, transport, port, family, client })),
        ),
      );
      const answered = (place: (typeof asked)[number]) => place.client === "campus";
      const ask = async ({ service, transport, port, family, client }: (typeof asked)[number]) => {
        const address = input.fleet.services.get(service)?.vip[family] ?? "";
        const { status, stderr } = await lab.exec(client, ["perl", "-e", ASK, transport, address, String(port)]);
        expect([0, 1], stderr).toContain(status);
        return status === 0;
      };
      await until(async () => {
        const answers = await Promise.all(asked.map(ask));
        const seen = asked.filter((place, index) => answers[index] !== answered(place));
        return { done: seen.length === 0, seen };
      }, PATIENCE);
    });

    test("a drained service stays drained after a new build, reloads and restarts", async () => {
      const rest = promisedFrom(ANY1).filter((prefix) => !RESOLVER.includes(prefix));
      const { status, stdout } = await health("any1", "drain", "resolver");
      expect({ status, stdout }).toEqual({ status: 0, stdout: "192.0.2.53 is drained\n2001:db8:53::53 is drained\n" });
      await untilFrom(ANY1, rest);
      expect(await prefixesFrom(ANY2)).toEqual(promisedFrom(ANY2));

      const next = labInput({
        ...catalog,
        "services.yaml": OFTEN.replace("vip: kerberos", "vip: kerberos\n    state: testing").replaceAll(
          "rise: 3",
          "rise: 2",
        ),
      });
      for (const path of ["etc/bird/bird.conf", "etc/intentlb/health.conf"]) {
        const text = textOf(next, "any1", path);
        expect(text).not.toBe(textOf(input, "any1", path));
        await lab.exec("any1", ["sh", "-c", 'cat >"$1"', "sh", `/${path}`], { input: text });
      }
      await output(lab, "any1", ["birdc", "configure"]);
      await output(lab, "any1", [
        "sh",
        "-c",
        "kill -HUP $(awk '$1 == \"run\" { print $2 }' /run/intentlb/health.state)",
      ]);
      await until(async () => {
        const seen = await output(lab, ROUTER, ["birdc", "show", "route", "for", "192.0.2.88/32", "all"]);
        return {
          done: seen.includes("(64512,1002)") && (await logOf("any1")).includes("loaded a configuration of 8 VIPs"),
          seen,
        };
      }, PATIENCE);

      await lab.fail({ kind: "daemon", machine: "any1", daemon: "health" });
      await lab.restore({ kind: "daemon", machine: "any1", daemon: "health" });
      await lab.fail({ kind: "daemon", machine: "any1", daemon: "bird" });
      await lab.restore({ kind: "daemon", machine: "any1", daemon: "bird" });
      await untilFrom(ANY1, rest);
      // Longer than the passing checks of the resolver would need to announce it again.
      await delay(5000);
      expect(await prefixesFrom(ANY1)).toEqual(rest);

      expect((await health("any1", "undrain", "resolver")).status).toBe(0);
      await untilPromised(lab, ROUTER, input);
    });

    test("a drained node announces nothing, and everything again after undrain", async () => {
      expect(promisedFrom(LB1)).toEqual(["192.0.2.10/32", "2001:db8:53::10/128"]);
      expect((await health("lb1", "drain", "all")).status).toBe(0);
      await untilFrom(LB1, []);
      const { status, stdout } = await health("lb1", "status");
      expect({ status, states: stdout.match(/drained/g) }).toEqual({ status: 0, states: ["drained", "drained"] });
      expect((await health("lb1", "undrain", "all")).status).toBe(0);
      await untilFrom(LB1, promisedFrom(LB1));
    });

    test("BIRD is stopped and started: VIPs stay healthy, and the same routes return", async () => {
      await untilStatus("any1", "8 of 8 VIPs announced");
      const before = { status: (await health("any1", "status")).stdout, log: await logOf("any1") };
      await output(lab, "any1", ["birdc", "down"]);
      // It closes its sessions, so nothing waits for BFD.
      await untilFrom(ANY1, []);
      expect(await prefixesFrom(ANY2)).toEqual(promisedFrom(ANY2));
      await lab.restore({ kind: "daemon", machine: "any1", daemon: "bird" });
      await untilPromised(lab, ROUTER, input);
      expect({ status: (await health("any1", "status")).stdout, log: await logOf("any1") }).toEqual(before);
    });

    test("a VIP that becomes unhealthy while BIRD is down is not announced when it is back", async () => {
      const seen = new Set<string>();
      const look = async () => {
        for (const prefix of await prefixesFrom(ANY1)) seen.add(prefix);
      };
      await lab.fail({ kind: "daemon", machine: "any1", daemon: "bird" });
      await untilFrom(ANY1, []);
      await during(lab, { kind: "servers", machine: "any1" }, async () => {
        await untilStatus("any1", "0 of 8 VIPs announced");
        await lab.restore({ kind: "daemon", machine: "any1", daemon: "bird" });
        await until(async () => {
          await look();
          const sessions = await output(lab, "any1", ["birdc", "show", "protocols"]);
          return { done: sessions.match(/Established/g)?.length === 4, seen: sessions };
        }, PATIENCE);
        for (let times = 0; times < 10; times++) {
          await look();
          await delay(100);
        }
        expect([...seen]).toEqual([]);
      });
      await untilPromised(lab, ROUTER, input);
    });

    test("a check through HAProxy is rejected if access does not admit the VIP, as lint says", async () => {
      const path = "/etc/haproxy/haproxy.cfg";
      const replace = async (expression: string) => {
        await output(lab, "lb1", ["sed", "-i", expression, path]);
        await output(lab, "lb1", ["sh", "-c", "kill -USR2 $(cat /run/haproxy.pid)"]);
      };
      await replace("s/^\\( *http-request deny .*\\) 192\\.0\\.2\\.10/\\1 192.0.2.9/");
      try {
        await untilFrom(LB1, ["2001:db8:53::10/128"]);
        await untilStatus("lb1", "403 Forbidden");
      } finally {
        await replace("s/ 192\\.0\\.2\\.9/ 192.0.2.10/");
      }
      await untilPromised(lab, ROUTER, input);
    });

    // The last one: nothing answers afterwards.
    test("stubs that have ended are no fault of the fleet", async () => {
      lab.stubs.verify();
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        const words = wordsOf(pid);
        if (words.some((word) => word.startsWith(runtime) && word.endsWith("/plan.json"))) process.kill(Number(pid), 9);
      }
      await until(async () => {
        try {
          lab.stubs.verify();
          return { done: false, seen: "they run" };
        } catch (error) {
          return { done: true, seen: String(error) };
        }
      }, PATIENCE);
      await expect(lab.stubs.heard()).rejects.toThrow("servers of the lab ended");
    });
  },
);

/** Command line of a process; none if it is gone. */
function wordsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** Exits with 0 if something answers at a place, else with 1. Arguments: transport, address, port. */
const ASK = `
use strict;
use IO::Socket::IP;
$SIG{ALRM} = sub { exit 1 };
alarm 4;
my ($transport, $address, $port) = @ARGV;
my $socket = IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, Proto => $transport, Timeout => 3) or exit 1;
my %questions = (
  53 => pack("n6", 7, 256, 1, 0, 0, 0) . "\\0" . pack("n2", 16, 1),
  123 => pack("C x47", 0x23),
);
my $question = $questions{$port} // "there?\\n";
exit 0 if $transport eq "tcp";
$socket->send($question);
my $answer = "";
$socket->recv($answer, 2000);
exit(length $answer ? 0 : 1);
`;

function textOf({ tree }: LabInput, node: string, path: string): string {
  const found = tree.files.find(({ file }) => file.node === node && file.path === path);
  if (found === undefined) throw new Error(`no ${path} on ${node}`);
  return found.content.bytes.toString();
}
