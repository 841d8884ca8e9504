import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { type Lab, openLab, type Probe } from "./lab.ts";
import { ANYCAST, FAMILIES, NAMES, PORTS, SCENARIOS, type Scenario, SOURCES, type Source } from "./scenarios.ts";

describeWith(["nft", "ip", "namespaces"], "packets through the firewall", () => {
  describe.each(SCENARIOS)("of $name", (scenario) => {
    let lab: Lab;

    beforeAll(async () => {
      lab = await open(scenario);
    });

    afterAll(() => lab.close());

    test("reach everything if it is not loaded", () => {
      expect(reached(lab, scenario)).toEqual(matrix(scenario).map(({ name }) => name));
    });

    test("reach what the catalog opens, and nothing else", () => {
      lab.onServer("nft", ["-f", "-"], firewall(scenario));
      const wanted = matrix(scenario).filter(({ place, source }) => scenario.letIn[place]?.includes(source));
      expect(reached(lab, scenario)).toEqual(wanted.map(({ name }) => name));
    });
  });

  describe("once it is loaded", () => {
    const ruleset = firewall(ANYCAST);
    const vip = "192.0.2.53";
    let lab: Lab;

    beforeAll(async () => {
      lab = await open(ANYCAST);
      lab.onServer("nft", ["-f", "-"], ruleset);
    });

    afterAll(() => lab.close());

    test("neighbour discovery still works in both families", () => {
      for (const on of [lab.onServer, lab.onClient]) on("ip", ["neigh", "flush", "all"]);
      const probes = FAMILIES.map((family): Probe => {
        return { from: SOURCES[family].campus, to: ANYCAST.vip?.[family] ?? "", port: 53, transport: "udp" };
      });
      expect(lab.answered(probes)).toEqual([true, true]);
    });

    test("path MTU discovery works in both families", async () => {
      const far = { ipv4: "10.250.0.1", ipv6: "2001:db8:250::1" };
      lab.onClient("sysctl", ["-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]);
      lab.onClient("ip", ["link", "add", "narrow", "mtu", "1280", "type", "veth", "peer", "name", "end"]);
      for (const device of ["narrow", "end"]) lab.onClient("ip", ["link", "set", device, "up"]);
      for (const family of FAMILIES) {
        lab.onClient("ip", ["route", "add", far[family], "dev", "narrow"]);
        lab.onServer("ip", ["route", "add", far[family], "via", SOURCES[family].campus, "dev", "eth0", "onlink"]);
        const type = family === "ipv4" ? "udp4" : "udp6";
        const script = `const socket = require("node:dgram").createSocket("${type}");
          socket.send(Buffer.alloc(1400), 9, "${far[family]}", () => process.exit());`;
        await vi.waitFor(() => {
          lab.onServer(process.execPath, ["-e", script]);
          expect(lab.onServer("ip", ["route", "get", far[family]])).toContain("mtu 1280");
        }, PATIENCE);
      }
    });

    test("the node reaches its own VIP on any port", () => {
      const script = `require("node:net").connect(9999, "${vip}").on("data", () => { console.log("here"); process.exit(); })`;
      expect(lab.onServer(process.execPath, ["-e", script])).toBe("here\n");
    });

    test("replies to the node's own connections pass, others do not", () => {
      const { campus, world } = SOURCES.ipv4;
      const answer = `const socket = require("node:dgram").createSocket("udp4");
        let end = setTimeout(() => process.exit(), ${PATIENCE});
        socket.on("message", (_, { port, address }) => {
          clearTimeout(end);
          end = setTimeout(() => process.exit(), 1000);
          require("node:dgram").createSocket("udp4").bind(0, "${world}", function () { this.send("elsewhere", port, address); });
          setTimeout(() => socket.send("here", port, address), 100);
        }).bind(7, "${campus}");`;
      lab.onClient("sh", ["-c", '"$0" -e "$1" </dev/null >/dev/null 2>&1 &', process.execPath, answer]);
      const ask = `const socket = require("node:dgram").createSocket("udp4");
        socket.on("message", (message) => { console.log(String(message)); process.exit(); });
        setInterval(() => socket.send("there?", 7, "${campus}"), 200);
        setTimeout(() => process.exit(), ${PATIENCE});`;
      expect(lab.onServer(process.execPath, ["-e", ask])).toBe("here\n");
    });

    test("a reload does not touch other tables", () => {
      lab.onServer("nft", ["-f", "-"], "table ip foreign {\n chain keep {\n counter packets 7 bytes 7\n }\n}\n");
      lab.onServer("nft", ["-f", "-"], ruleset);
      lab.onServer("nft", ["-f", "-"], ruleset);
      expect(lab.onServer("nft", ["list", "tables"])).toBe("table ip foreign\ntable inet intentlb\n");
      expect(lab.onServer("nft", ["list", "table", "ip", "foreign"])).toContain("packets 7 bytes 7");
    });

    test("a ruleset that nft rejects changes nothing", () => {
      const broken = ruleset.replace("tcp . 853", "tcp . htttps");
      expect(broken).not.toBe(ruleset);
      expect(() => lab.onServer("nft", ["-f", "-"], broken)).toThrow("htttps");
      const probe: Probe = { from: SOURCES.ipv4.world, to: vip, port: 53, transport: "tcp" };
      expect(lab.answered([probe, { ...probe, port: 9999 }])).toEqual([true, false]);
    });
  });
});

interface Cell {
  readonly name: string;
  readonly place: string;
  readonly source: Source;
  readonly probe: Probe;
}

/** Every address, port and transport from every source, in both families. */
function matrix({ own, vip }: Scenario): Cell[] {
  return FAMILIES.flatMap((family) =>
    [{ at: "own", to: own[family] }, ...(vip === undefined ? [] : [{ at: "vip", to: vip[family] }])].flatMap(
      ({ at, to }) =>
        (["tcp", "udp"] as const).flatMap((transport) =>
          PORTS.flatMap((port) =>
            NAMES.map((source) => {
              const place = `${family} ${at} ${transport}/${port}`;
              const probe = { from: SOURCES[family][source], to, port, transport };
              return { name: `${source} to ${place}`, place, source, probe };
            }),
          ),
        ),
    ),
  );
}

async function open({ own, vip }: Scenario): Promise<Lab> {
  const lab = await openLab({
    server: [...Object.values(own), ...Object.values(vip ?? {})],
    client: FAMILIES.flatMap((family) => Object.values(SOURCES[family])),
  });
  await lab.listen(PORTS);
  return lab;
}

function reached(lab: Lab, scenario: Scenario): string[] {
  const cells = matrix(scenario);
  const answers = lab.answered(cells.map(({ probe }) => probe));
  return cells.filter((_, index) => answers[index]).map(({ name }) => name);
}

function firewall(scenario: Scenario): string {
  const catalog = readFolder(join(packageRoot, "generators/nftables/cases", scenario.case, "catalog"));
  const file = compileText(catalog).files.find(
    ({ node, path }) => node === scenario.node && path.endsWith("/intentlb.nft"),
  );
  if (file === undefined) throw new Error(`no firewall for ${scenario.node}`);
  return file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}
