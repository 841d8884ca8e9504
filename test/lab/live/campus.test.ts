import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FAMILIES } from "../../../src/contract/fleet.ts";
import { sessionsOf } from "../../../src/fleet/announce/sessions.ts";
import type { Lab } from "../../../src/lab/lab.ts";
import { until } from "../../../src/lab/until.ts";
import { describeWith } from "../../support/daemons.ts";
import { inTime, PATIENCE } from "../../support/patience.ts";
import {
  campusWithBorder,
  during,
  labInput,
  nextHops,
  openLab,
  output,
  promisedRoutes,
  routesOf,
  sessionsOn,
  untilNextHops,
  untilPromised,
  watchRoutes,
} from "../campus-lab.ts";

/** BFD: three packets, one every 300 ms, and a second to react. */
const BFD = 3 * 300 + 1000;

const WEB = "192.0.2.10/32";
const LB1 = "10.1.1.11";
const LB2 = "10.2.1.11";
const RESOLVER = "192.0.2.53/32";
const RESOLVER6 = "2001:db8:53::53/128";

describeWith(["haproxy", "bird", "nft", "ip", "openssl", "plugins", "dig", "namespaces"], "campus in the lab", () => {
  const input = labInput(campusWithBorder());
  let lab: Lab;
  let close = async () => {};

  beforeAll(async () => {
    const started = performance.now();
    ({ lab, close } = await openLab(input));
    const took = performance.now() - started;
    process.stderr.write(`campus is up after ${Math.round(took)} ms\n`);
    await untilSettled("border1");
  });
  afterAll(() => close());

  const untilSettled = (router: string) => untilPromised(lab, router, input);

  test("all sessions are up in both families", async () => {
    const sessions = sessionsOf(input.fleet);
    expect(sessions.size).toBeGreaterThan(10);
    for (const [node, wanted] of sessions) {
      const seen = await sessionsOn(lab, node.name);
      expect([...seen], node.name).toEqual(wanted.map(({ name }) => [name, true]).sort());
      for (const family of FAMILIES) expect(wanted.some((session) => session.family === family)).toBe(true);
    }
  });

  test.each(["core1", "core2", "border1"])(
    "%s has every VIP with all its next hops and nothing else",
    async (router) => {
      const promised = promisedRoutes(input);
      expect(new Set(promised.map(({ prefix }) => prefix)).size).toBe(16);
      expect(await routesOf(lab, router)).toEqual(promised);
    },
  );

  test("a draining node announces nothing", async () => {
    const own = FAMILIES.map((family) => input.fleet.nodes.get("kdc3")?.addresses[family]?.address);
    const seen = await routesOf(lab, "rr1");
    expect(seen.filter(({ nextHop }) => own.includes(nextHop))).toEqual([]);
    expect(seen.filter(({ prefix }) => prefix === "192.0.2.88/32").map(({ nextHop }) => nextHop)).toEqual([
      "10.1.12.1",
      "10.2.12.2",
    ]);
  });

  /** The load balancers that some requests went through: members see their addresses as source. */
  async function balancersUsed(site: string, vip: string, requests: number): Promise<Record<string, number>> {
    const family = vip.includes(":") ? "ipv6" : "ipv4";
    const from = lab.plan.clients
      .find(({ name }) => name === "campus")
      ?.addresses.find((each) => each.family === family && each.segment.sites.includes(site));
    const place = `moodle.uni.example:443:${vip}`;
    const script = `for n in $(seq ${requests}); do curl -s -m 30 --interface ${from?.address} --resolve ${place} --cacert /etc/intentlb-lab/authority.pem https://moodle.uni.example/; done`;
    const { stdout } = await lab.exec("campus", ["sh", "-c", script], { timeout: PATIENCE });
    // Each page starts with the text that checks look for.
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    const used: Record<string, number> = {};
    for (const line of lines) {
      const { client }: { client: string } = JSON.parse(line);
      used[client] = (used[client] ?? 0) + 1;
    }
    return used;
  }

  test.each([["192.0.2.11"], ["[2001:db8:53::11]"]])(
    "from another site, %s is reached through both load balancers",
    async (vip) => {
      const used = await balancersUsed("border", vip, 40);
      expect(Object.keys(used).sort()).toEqual([LB1, LB2]);
      expect(Math.min(...Object.values(used))).toBeGreaterThan(4);
    },
  );

  test("within a site the load balancer of that site is used", async () => {
    expect(await balancersUsed("north", "192.0.2.11", 5)).toEqual({ [LB1]: 5 });
    expect(await balancersUsed("south", "192.0.2.11", 5)).toEqual({ [LB2]: 5 });
  });

  test("a failing check withdraws the route in time, and announces it again", async () => {
    const check = input.fleet.services.get("resolver")?.health.check;
    if (check === undefined) throw new Error("resolver has no check");
    const { interval, timeout, rise, fall } = check;
    const sick = { kind: "servers", machine: "dns1" } as const;
    const both = ["10.1.13.1", "10.2.13.2"];
    let healed = 0;
    const gone = await inTime(fall * interval + timeout + 1000, async () => {
      await untilNextHops(lab, "core1", RESOLVER, both);
      return during(lab, sick, async () => {
        const took = await untilNextHops(lab, "core1", RESOLVER, both.slice(1));
        healed = performance.now();
        return took;
      });
    });
    await untilNextHops(lab, "core1", RESOLVER, both);
    const back = performance.now() - healed;
    // The next test needs both families.
    await untilNextHops(lab, "core1", RESOLVER6, ["2001:db8:1:d::1", "2001:db8:2:d::2"]);
    // `rise` applies: one pass is not enough.
    expect(back).toBeGreaterThan((rise - 1) * interval - 500);
    process.stderr.write(`failing check: out after ${Math.round(gone)} ms, back after ${Math.round(back)} ms\n`);
  });

  test("a reload changes nothing", async () => {
    const watch = await watchRoutes(lab, "core1");
    for (const node of ["lb1", "rr1", "dns1"]) {
      await output(lab, node, ["birdc", "configure"]);
      await output(lab, node, ["birdc", "configure"]);
    }
    await delay(2000);
    expect(watch.changes()).toEqual([]);
    watch.stop();
  });

  test("the health daemon restarts, and nothing changes", async () => {
    const watch = await watchRoutes(lab, "core1");
    for (const machine of ["lb1", "dns1"]) {
      await lab.fail({ kind: "daemon", machine, daemon: "health" });
      await lab.restore({ kind: "daemon", machine, daemon: "health" });
    }
    // Longer than the lifetime of an address that is not renewed.
    await delay(17_000);
    expect(watch.changes()).toEqual([]);
    expect(await nextHops(lab, "core1", WEB)).toEqual([LB1, LB2]);
    watch.stop();
  });

  test("BIRD dies: the next hop is gone before BFD would notice, and returns with the same routes", async () => {
    const watch = await watchRoutes(lab, "core1");
    const dead = { kind: "daemon", machine: "lb1", daemon: "bird" } as const;
    const gone = await inTime(BFD, async () => {
      const took = await during(lab, dead, () => untilNextHops(lab, "core1", WEB, [LB2]));
      await untilSettled("core1");
      return took;
    });
    await until(
      async () => ({
        done: watch.changes().some((line) => line.includes("192.0.2.10 via 198.18.")),
        seen: watch.changes(),
      }),
      PATIENCE,
    );
    watch.stop();
    process.stderr.write(`BIRD killed: out after ${Math.round(gone)} ms\n`);
  });

  test("a cable is unplugged: BFD removes the next hop", async () => {
    const gone = await inTime(BFD, async () => {
      const took = await during(lab, { kind: "link", machine: "lb1" }, () => untilNextHops(lab, "core1", WEB, [LB2]));
      await untilSettled("core1");
      return took;
    });
    process.stderr.write(`cable pulled: out after ${Math.round(gone)} ms\n`);
  });

  test("HAProxy dies: its VIPs are withdrawn there, and return with it", async () => {
    const dead = { kind: "daemon", machine: "lb1", daemon: "haproxy" } as const;
    let back = 0;
    const gone = await inTime(4000, async () => {
      const took = await during(lab, dead, async () => {
        const passed = await until(async () => {
          const routes = await routesOf(lab, "core1");
          const seen = routes.filter(({ nextHop }) => [LB1, "2001:db8:1:1::11"].includes(nextHop));
          return { done: seen.length === 0, seen };
        }, PATIENCE);
        expect(await nextHops(lab, "core1", WEB)).toEqual([LB2]);
        return passed;
      });
      back = await untilNextHops(lab, "core1", WEB, [LB1, LB2]);
      return took;
    });
    process.stderr.write(`HAProxy killed: out after ${Math.round(gone)} ms, back after ${Math.round(back)} ms\n`);
  });

  test("a whole machine goes and returns", async () => {
    await inTime(BFD, async () => {
      const took = await during(lab, { kind: "machine", machine: "lb2" }, async () => {
        const passed = await untilNextHops(lab, "core1", WEB, [LB1]);
        expect(await balancersUsed("south", "192.0.2.11", 3)).toEqual({ [LB1]: 3 });
        return passed;
      });
      await untilSettled("core1");
      return took;
    });
  });

  /** Whether a TCP connection to a VIP stays open and gets an answer. */
  async function isServed(client: string, address: string, port: number): Promise<boolean> {
    const script = `exec 3<>/dev/tcp/${address}/${port} && printf 'EHLO\\r\\n' >&3 && read -r line <&3`;
    const { status } = await lab.exec(client, ["bash", "-c", script], { timeout: 4000 });
    return status === 0;
  }

  test("the firewall allows the sources in the catalog", async () => {
    const asked = [
      ["world", "192.0.2.25", 587, true],
      ["abusers", "192.0.2.25", 587, false],
      ["world", "2001:db8:53::25", 587, true],
      ["abusers", "2001:db8:53::25", 587, false],
      ["campus", "192.0.2.88", 88, true],
      ["vpn", "2001:db8:53::88", 88, true],
      ["world", "192.0.2.88", 88, false],
      ["world", "2001:db8:53::88", 88, false],
      // Members answer only load balancers.
      ["campus", "10.1.10.1", 587, false],
    ] as const;
    await until(async () => {
      const served = await Promise.all(asked.map(([client, address, port]) => isServed(client, address, port)));
      const seen = asked.map(([client, address, port], index) => [client, address, port, served[index]]);
      return { done: JSON.stringify(seen) === JSON.stringify(asked), seen };
    }, PATIENCE);
  });

  test("reflectors reject what a node must not announce", async () => {
    const forged = [WEB, "192.0.2.0/24", "0.0.0.0/0", "2001:db8:53::10/128", "2001:db8:53::/64", "::/0"];
    const statics = ["ipv4", "ipv6"].map((family) => {
      const own = forged.filter((prefix) => prefix.includes(":") === (family === "ipv6"));
      return `protocol static FORGED${family} { ${family}; ${own.map((prefix) => `route ${prefix} blackhole;`).join(" ")} }`;
    });
    const wild = `${statics.join("\n")}\n`;
    const script = `sed -i 's/export filter EXPORT[46]/export all/' /etc/bird/bird.conf && cat >/etc/bird/local.d/forged.conf && birdc configure`;
    const { status, stdout, stderr } = await lab.exec("dns1", ["sh", "-c", script], { input: wild });
    expect(status, stdout + stderr).toBe(0);
    const show = (what: string) =>
      Promise.all(
        ["v4", "v6"].map((family) =>
          output(lab, "rr1", ["birdc", "show", "route", "protocol", `'dns1-${family}'`, ...what.split(" ")]),
        ),
      );
    // They arrive and are kept as filtered, so it is the reflector that rejects them.
    const prefixes = (texts: string[]) =>
      texts.flatMap((text) => text.split("\n").flatMap((line) => /^([\da-f.:]+\/\d+) /.exec(line)?.[1] ?? [])).sort();
    await until(async () => {
      const seen = prefixes(await show("filtered"));
      return { done: JSON.stringify(seen) === JSON.stringify([...forged].sort()), seen };
    }, PATIENCE);
    expect(prefixes(await show("all"))).toEqual(["192.0.2.53/32", "2001:db8:53::53/128"]);
    expect(await routesOf(lab, "core1")).toEqual(promisedRoutes(input));

    // A reflector that accepts everything passes them on, so the result above is due to the filters.
    const open = "sed -i 's/import where .*/import all;/' /etc/bird/bird.conf && birdc configure";
    await output(lab, "rr1", ["sh", "-c", open]);
    await until(async () => {
      const seen = await nextHops(lab, "rr2", WEB);
      return { done: seen.includes("10.1.13.1") || (await nextHops(lab, "rr1", WEB)).includes("10.1.13.1"), seen };
    }, PATIENCE);
  });
});
