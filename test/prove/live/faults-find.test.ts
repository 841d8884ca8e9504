import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { proveFleet } from "../../../src/prove/prove-fleet.ts";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { shared } from "../../support/shared.ts";
import { failoverFleet } from "../failover-fleet.ts";
import { unevenFleet } from "../uneven-fleet.ts";
import { breakInLab } from "./fault-lab.ts";
import { type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "bird", "nft", "apache2", "ip", "openssl", "plugins", "dig", "namespaces"] as const;

const HEALTH1 = "lb1/etc/intentlb/health.conf";
const HEALTH2 = "lb2/etc/intentlb/health.conf";
const ALWAYS = "run\t192.0.2.10\tshop\t/bin/true";
const PROCESS = "haproxy\t/run/haproxy/admin.sock";

interface Mistake {
  readonly what: string;
  readonly planted: readonly Planted[];
  readonly service: string;
  readonly node: string;
  readonly asked: RegExp;
  readonly wanted: RegExp;
  readonly seen: RegExp;
}

/** Mistakes by the fault that reveals them. Without a fault, none of them shows. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  "HAProxy dies on lb1": {
    what: "health is always well",
    planted: [
      { place: HEALTH1, from: PROCESS, to: ALWAYS },
      { place: HEALTH1, from: "tcp\t192.0.2.10\t80", to: ALWAYS },
      { place: HEALTH1, from: "tcp\t2001:db8:53::10\t80", to: ALWAYS },
    ],
    service: "shop",
    node: "lb1",
    asked: /^HAProxy dies on lb1: route to 192\.0\.2\.10\/32 on core1$/,
    wanted: /^announced by lb2, within 13\.0 s$/,
    seen: /^announced by lb1, lb2$/,
  },
  "health dies on dns1": {
    what: "addresses that nobody renews stay for an hour",
    planted: [{ place: "dns1/etc/intentlb/health.conf", from: "health0\t15", to: "health0\t3600" }],
    service: "names",
    node: "dns1",
    asked: /^health dies on dns1: route to 192\.0\.2\.53\/32 on core1$/,
    wanted: /^announced by dns2, within 20\.0 s$/,
    seen: /^announced by dns1, dns2$/,
  },
  "HAProxy hangs on lb2": {
    what: "a connection is all that health asks for, which the kernel grants",
    planted: [{ place: HEALTH2, from: PROCESS, to: ALWAYS }],
    service: "shop",
    node: "lb2",
    asked: /^HAProxy hangs on lb2: route to 2001:db8:53::10\/128 on core2$/,
    wanted: /^announced by lb1, within 13\.0 s$/,
    seen: /^announced by lb1, lb2$/,
  },
  "member web1 dies": {
    what: "a check fails too late",
    planted: [{ place: "lb2/etc/haproxy/haproxy.cfg", from: "rise 2 fall 2", to: "rise 2 fall 200" }],
    service: "shop",
    node: "lb2",
    asked: /^member web1 dies: member web1 \(10\.1\.0\.21:80\) of HAProxy$/,
    wanted: /^removed from balancing, within 15\.0 s$/,
    seen: /^still used$/,
  },
  "node dns1 is gone": {
    what: "BFD is off",
    planted: [{ place: "dns1/etc/bird/bird.conf", from: "  bfd on;\n", to: "  bfd off;\n" }],
    service: "names",
    node: "dns1",
    asked: /^node dns1 is gone: route to 192\.0\.2\.53\/32 on core1$/,
    wanted: /^announced by dns2, within 5\.9 s$/,
    seen: /^announced by dns1, dns2$/,
  },
};

describeWith(NEEDS, "mistakes that show only during faults", () => {
  const broken = shared(async () => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    const proofs = await breakInLab(plant(labInput(failoverFleet()), planted), Object.keys(MISTAKES));
    return new Map(proofs.map((proof) => [proof.fault, proof.broken]));
  });

  test.each(Object.entries(MISTAKES).map(([fault, mistake]) => [mistake.what, fault, mistake] as const))(
    "%s: %s",
    { timeout: 300_000 },
    async (_, fault, { service, node, asked, wanted, seen }) => {
      const found = (await broken()).get(fault) ?? [];
      expect(found).toContainEqual({
        service,
        nodes: [node],
        asked: expect.stringMatching(asked),
        wanted: expect.stringMatching(wanted),
        seen: expect.stringMatching(seen),
      });
      for (const each of found) expect(each.service).toBe(service);
    },
  );
});

describeWith(NEEDS, "faults", () => {
  test("reserve members answer meanwhile", { timeout: 300_000 }, async () => {
    const proofs = await breakInLab(labInput(unevenFleet()), ["HAProxy dies on lb2", "node dns1 is gone"]);
    expect(proofs.map(({ broken, requests }) => [broken, requests > 0])).toEqual([
      [[], true],
      [[], true],
    ]);
  });

  test("when interrupted during a fault, nothing is left behind", { timeout: 120_000 }, async () => {
    const runtime = mkdtempSync(join(tmpdir(), "intentlb-prove-"));
    const controller = new AbortController();
    const proof = proveFleet(labInput(readFolder("examples/minimal")), {
      runtime,
      faults: true,
      signal: controller.signal,
      // The first fault has just started.
      onProgress: (text) => text.includes(" faults done; now: ") && setTimeout(() => controller.abort(), 500),
    });
    await expect(proof).rejects.toThrow();
    expect(controller.signal.aborted).toBe(true);
    expect(readdirSync(runtime)).toEqual([]);
    rmSync(runtime, { recursive: true });
  });

  test.each(["minimal", "campus"])("%s passes all tests", { timeout: 1_200_000 }, async (example) => {
    const { services, others, faults } = await proveInLab(labInput(readFolder(`examples/${example}`)), undefined, true);
    const broken = [...services, ...faults].flatMap((each) => each.broken);
    expect([...broken, ...others]).toEqual([]);
    expect(faults.length).toBeGreaterThan(3);
    for (const { fault, requests, back } of faults) {
      expect(requests, fault).toBeGreaterThan(0);
      expect(back, fault).toBeDefined();
    }
  });
});
