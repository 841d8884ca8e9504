import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { inTime, PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { type BirdLab, openBirdLab } from "./lab.ts";
import {
  established,
  filtered,
  hostRoutes,
  inKernel,
  leak,
  nextHops,
  sick,
  since,
  sinceConfigured,
  watched,
  watchRoutes,
  well,
} from "./questions.ts";

const NODES = ["core1", "rr1", "rr2", "lb1", "lb2"];
/** Both addresses of a VIP, and those of each load balancer as next hops. */
const WEB = ["192.0.2.10/32", "2001:db8:53::10/128"] as const;
const NORTH_FIRST = ["192.0.2.11/32", "2001:db8:53::11/128"] as const;
const LB1 = ["10.1.1.11", "2001:db8:1:1::11"] as const;
const LB2 = ["10.2.1.11", "2001:db8:2:1::11"] as const;
/** Three BFD intervals and a second, in milliseconds. */
const GIVEN_UP = 3 * 300 + 1000;

describeWith(["bird", "ip", "namespaces"], "BIRD on generated files", () => {
  let lab: BirdLab;
  const catalog = readFolder(join(packageRoot, "generators/bird/cases/two-sites/catalog"));

  beforeAll(async () => {
    lab = await openBirdLab(compileText(catalog), NODES);
    for (const node of NODES) lab.start(node);
  });

  afterAll(() => lab.close());

  test("all sessions come up in both families, with BFD where it is used", async () => {
    await vi.waitFor(() => {
      expect(NODES.map((node) => established(lab, node))).toEqual([4, 8, 8, 4, 4]);
      expect(NODES.map((node) => watched(lab, node))).toEqual([0, 6, 6, 4, 4]);
    }, PATIENCE);
  });

  test("nothing is announced until something is healthy", () => {
    expect(hostRoutes(lab, "core1")).toEqual([]);
  });

  test("a router has a route to every healthy instance, and shares traffic between equally near ones", async () => {
    for (const node of ["lb1", "lb2"]) for (const prefix of WEB) well(lab, node, prefix);
    await vi.waitFor(() => {
      expect(WEB.map((prefix) => nextHops(lab, prefix))).toEqual([
        [LB1[0], LB2[0]],
        [LB1[1], LB2[1]],
      ]);
      expect(WEB.map((prefix) => inKernel(lab, prefix))).toEqual([
        [LB1[0], LB2[0]],
        [LB1[1], LB2[1]],
      ]);
    }, PATIENCE);
    expect(hostRoutes(lab, "core1")).toEqual([...WEB]);
  });

  test("routes carry the state of their services and the site", () => {
    const routes = lab.birdc("core1", "show", "route", "for", "192.0.2.10/32", "all");
    // BIRD 2 writes `BGP.community`, BIRD 3 `bgp_community`.
    expect(new Set(routes.match(/(?<=(?:BGP\.|bgp_)community: ).*/g))).toEqual(
      new Set(["(64512,1001) (64512,2001)", "(64512,1001) (64512,2002)"]),
    );
  });

  test("a preferred site gets all traffic while it announces", async () => {
    for (const node of ["lb1", "lb2"]) for (const prefix of NORTH_FIRST) well(lab, node, prefix);
    await vi.waitFor(() => {
      expect(NORTH_FIRST.map((prefix) => nextHops(lab, prefix).length)).toEqual([2, 2]);
      expect(NORTH_FIRST.map((prefix) => inKernel(lab, prefix))).toEqual([[LB1[0]], [LB1[1]]]);
    }, PATIENCE);
    for (const prefix of NORTH_FIRST) sick(lab, "lb1", prefix);
    await vi.waitFor(
      () => expect(NORTH_FIRST.map((prefix) => inKernel(lab, prefix))).toEqual([[LB2[0]], [LB2[1]]]),
      PATIENCE,
    );
    for (const prefix of NORTH_FIRST) sick(lab, "lb2", prefix);
  });

  test("only VIPs of the node's own services are announced, whatever addresses are on the interface", async () => {
    const strays = ["192.0.2.99/32", "10.77.0.1/32", "192.0.2.64/26", "2001:db8:53::99/128", "2001:db8:77::1/128"];
    for (const stray of strays) well(lab, "lb1", stray);
    well(lab, "lb1", NORTH_FIRST[0]);
    await vi.waitFor(() => expect(hostRoutes(lab, "core1")).toContain(NORTH_FIRST[0]), PATIENCE);
    expect(hostRoutes(lab, "core1")).toEqual([WEB[0], NORTH_FIRST[0], WEB[1]]);
    for (const stray of [...strays, NORTH_FIRST[0]]) sick(lab, "lb1", stray);
  });

  test("an address that is not renewed is withdrawn by the kernel itself", async () => {
    lab.on("lb1", "ip", "addr", "replace", NORTH_FIRST[0], "dev", "health0", "valid_lft", "5", "preferred_lft", "0");
    await vi.waitFor(() => expect(hostRoutes(lab, "core1")).toContain(NORTH_FIRST[0]), PATIENCE);
    await vi.waitFor(() => expect(hostRoutes(lab, "core1")).toEqual([...WEB]), PATIENCE);
  });

  test("an unhealthy VIP is withdrawn within a second, and announced again when it is healthy", async () => {
    await inTime(1000, async () => {
      const sickened = performance.now();
      for (const prefix of WEB) sick(lab, "lb1", prefix);
      await vi.waitFor(
        () => expect(WEB.map((prefix) => nextHops(lab, prefix))).toEqual([[LB2[0]], [LB2[1]]]),
        PATIENCE,
      );
      const took = performance.now() - sickened;
      for (const prefix of WEB) well(lab, "lb1", prefix);
      await vi.waitFor(() => expect(WEB.map((prefix) => nextHops(lab, prefix).length)).toEqual([2, 2]), PATIENCE);
      return took;
    });
  });

  test("`birdc configure` withdraws nothing, even if an operator's own lines are broken", async () => {
    const before = NODES.map((node) => since(lab, node));
    for (const node of NODES) expect(lab.birdc(node, "configure")).toMatch(/Reconfigur/);
    lab.write("lb1", "local.d/broken.conf", "protocol nonsense {}\n");
    expect(lab.birdc("lb1", "configure")).toContain("syntax error");
    sick(lab, "lb1", WEB[0]);
    await vi.waitFor(() => expect(nextHops(lab, WEB[0])).toEqual([LB2[0]]), PATIENCE);
    well(lab, "lb1", WEB[0]);
    lab.write("lb1", "local.d/broken.conf", "");
    await vi.waitFor(() => expect(nextHops(lab, WEB[0])).toEqual([LB1[0], LB2[0]]), PATIENCE);
    expect(before.map((sessions) => sessions.size)).toEqual([4, 8, 8, 4, 4]);
    const after = NODES.map((node) => since(lab, node));
    expect(after.map((sessions) => [...sessions.keys()])).toEqual(before.map((sessions) => [...sessions.keys()]));
    // BIRD recomputes the time of day for each answer, so it may differ a little. A new session would differ more.
    for (const [index, sessions] of before.entries()) {
      for (const [session, time] of sessions) {
        expect(Math.abs((after[index]?.get(session) ?? 0) - time), session).toBeLessThan(1000);
      }
    }
  });

  test("reflectors can be updated before the load balancers when a service drains and returns; no other VIP moves", async () => {
    const texts = Object.entries(catalog).map(([path, text]) => [
      path,
      text.replace("state: testing", "state: draining"),
    ]);
    const drained = compileText(Object.fromEntries(texts));
    for (const node of ["lb1", "lb2"]) for (const prefix of NORTH_FIRST) well(lab, node, prefix);
    const all = [...WEB, ...NORTH_FIRST].sort();
    await vi.waitFor(() => expect(hostRoutes(lab, "core1")).toEqual(all), PATIENCE);
    const moved = await watchRoutes(lab);
    for (const [compilation, routes] of [
      [drained, [...WEB]],
      [compileText(catalog), all],
    ] as const) {
      for (const node of ["rr1", "rr2", "lb1", "lb2"]) {
        lab.give(node, compilation);
        // BIRD acts on a limit a quarter of a second later.
        await vi.waitFor(() => expect(sinceConfigured(lab, node)).toBeGreaterThan(1000), PATIENCE);
      }
      await vi.waitFor(() => expect(hostRoutes(lab, "core1")).toEqual(routes), PATIENCE);
    }
    expect(await moved()).toEqual(NORTH_FIRST.map((prefix) => prefix.replace(/\/\d+$/, "")));
    for (const node of ["lb1", "lb2"]) for (const prefix of NORTH_FIRST) sick(lab, node, prefix);
  });

  test("a dead BIRD loses its routes within three BFD intervals and a second, and announces healthy VIPs when it returns", async () => {
    await inTime(GIVEN_UP, async () => {
      const killed = performance.now();
      await lab.kill("lb1");
      await vi.waitFor(
        () => expect(WEB.map((prefix) => inKernel(lab, prefix))).toEqual([[LB2[0]], [LB2[1]]]),
        PATIENCE,
      );
      const took = performance.now() - killed;
      lab.start("lb1");
      await vi.waitFor(() => expect(WEB.map((prefix) => inKernel(lab, prefix).length)).toEqual([2, 2]), PATIENCE);
      return took;
    });
  });

  test("both reflectors restart repeatedly, and the router always has a route to each VIP", async () => {
    // A reflector connects to routers after some seconds, even if not all of its clients are back: on a machine that is
    // busy enough, one of two next hops may come later. But a VIP must never have none.
    const seen = new Set<number>();
    const look = () => {
      for (const prefix of WEB) seen.add(inKernel(lab, prefix).length);
    };
    // After each failure BIRD waits longer before it retries. Clients must still be back before the reflector connects to routers.
    for (let round = 0; round < 3; round++) {
      await Promise.all([lab.kill("rr1"), lab.kill("rr2")]);
      for (let times = 0; times < 10; times++) {
        look();
        await pause(100);
      }
      for (const node of ["rr1", "rr2"]) lab.start(node);
      await vi.waitFor(() => {
        look();
        expect(NODES.map((node) => established(lab, node))).toEqual([4, 8, 8, 4, 4]);
      }, PATIENCE);
      look();
    }
    expect(seen).not.toContain(0);
    expect(seen).toContain(2);
    await vi.waitFor(
      () =>
        expect(WEB.map((prefix) => inKernel(lab, prefix))).toEqual([
          [LB1[0], LB2[0]],
          [LB1[1], LB2[1]],
        ]),
      PATIENCE,
    );
  });

  test("reflectors reject routes that a client must not announce, and keep the others", async () => {
    const foreign4 = ["192.0.2.77/32", "10.1.8.11/32", "192.0.2.0/24", "0.0.0.0/0"];
    const foreign6 = ["2001:db8:53::77/128", "2001:db8:1:8::11/128", "2001:db8:53::/48", "::/0"];
    const routes = (prefixes: readonly string[]) => prefixes.map((prefix) => `route ${prefix} unreachable;`).join(" ");
    const rogue = lab.read("lb1", "bird.conf").replace(/export filter EXPORT[46]/g, "export all");
    lab.write("lb1", "bird.conf", rogue);
    lab.write(
      "lb1",
      "local.d/rogue.conf",
      `protocol static { ipv4; ${routes(foreign4)} }\nprotocol static { ipv6; ${routes(foreign6)} }\n`,
    );
    lab.birdc("lb1", "configure");
    await vi.waitFor(() => {
      for (const reflector of ["rr1", "rr2"]) {
        expect(filtered(lab, reflector, "lb1-v4")).toEqual([...foreign4].sort());
        expect(filtered(lab, reflector, "lb1-v6")).toEqual([...foreign6].sort());
      }
    }, PATIENCE);
    expect(hostRoutes(lab, "core1")).toEqual([...WEB]);
    expect(WEB.map((prefix) => nextHops(lab, prefix).length)).toEqual([2, 2]);
  });

  test("a client that leaks a full table loses its session until the leak ends; one with thousands of extra routes keeps it", async () => {
    const session = () => lab.birdc("rr1", "show", "protocols", "'lb1-v4'");
    leak(lab, "lb1", 5000);
    await vi.waitFor(() => expect(filtered(lab, "rr1", "lb1-v4")).toHaveLength(5000), PATIENCE);
    expect(session()).toContain("Established");
    leak(lab, "lb1", 110_000);
    await vi.waitFor(() => expect(session()).toContain("Route limit exceeded"), PATIENCE);
    await vi.waitFor(() => expect(inKernel(lab, WEB[0])).toEqual([LB2[0]]), PATIENCE);
    leak(lab, "lb1", 0);
    await vi.waitFor(() => expect(inKernel(lab, WEB[0])).toEqual([LB1[0], LB2[0]]), PATIENCE);
  });

  test("a load balancer that loses power loses its routes within three BFD intervals and a second", async () => {
    await inTime(GIVEN_UP, async () => {
      const unplugged = performance.now();
      lab.unplug("lb2");
      await vi.waitFor(
        () => expect(WEB.map((prefix) => inKernel(lab, prefix))).toEqual([[LB1[0]], [LB1[1]]]),
        PATIENCE,
      );
      const took = performance.now() - unplugged;
      lab.plugIn("lb2");
      await vi.waitFor(() => expect(WEB.map((prefix) => inKernel(lab, prefix).length)).toEqual([2, 2]), PATIENCE);
      return took;
    });
  });
});
