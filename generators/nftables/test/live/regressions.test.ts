import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FAMILIES } from "../../../../src/contract/fleet.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import { nftablesVerdict } from "../../../../test/support/check-nftables.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { addressesOf, questionsFor } from "./questions.ts";
import { openWire } from "./wire.ts";

// Mistakes that other firewall generators made and shipped. They never tested their rulesets with nft;
// valid.test.ts does that for ours.
describeWith(["nft", "ip", "namespaces"], "mistakes of other firewall generators", () => {
  test("a list with one family opened the other family to the world", async () => {
    const { fleet, claims, findings, rulesets } = compileCase("single-family");
    const node = fleet?.nodes.get("kdc1");
    if (fleet === undefined || claims === undefined || node === undefined) throw new Error("the case has errors");
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toContainEqual(expect.stringMatching(/IPv6/));
    const wire = await openWire(FAMILIES.flatMap((family) => addressesOf(claims, node, family)));
    try {
      wire.load(rulesets.get("kdc1") ?? "");
      const vips: readonly string[] = ["192.0.2.88", "2001:db8:53::88"];
      const passed = [...wire.ask(questionsFor(fleet, claims, node))].filter(({ to }) => vips.includes(to));
      expect(new Set(passed.map(({ family, transport, port }) => `${family} ${transport}/${port}`))).toEqual(
        new Set(["ipv4 tcp/88", "ipv4 udp/88"]),
      );
    } finally {
      wire.close();
    }
  });

  test("`ct state newaccept`, a missing space, went unnoticed for years", () => {
    expect(nftablesVerdict(rule("ct state new accept"))).toBe("");
    expect(nftablesVerdict(rule("ct state newaccept"))).toContain("newaccept");
    const ruleset = compileCase("anycast").rulesets.get("dns1") ?? "";
    for (const line of ["ct state established,related counter accept", "ct state invalid counter drop"]) {
      expect(ruleset.split("\n")).toContain(`\t\t${line}`);
      expect(nftablesVerdict(ruleset.replace(line, line.replace(/ counter (\w+)$/, "$1")))).toContain("Error");
    }
  });

  test.each(["prot: 9100", "Port: 9100", "port: node-exporter", "port: 91000", "port: 0", "port:", 'port: "9100, 22"'])(
    "a misspelt port, %s, was ignored and opened all ports",
    (misspelt) => {
      const written = "port: 9100,";
      expect(compileCase("node-ports").files.length).toBeGreaterThan(0);
      const { findings, files } = compileCase("node-ports", (text) => text.replace(written, `${misspelt},`));
      expect(findings.filter(({ severity }) => severity === "error").length).toBeGreaterThan(0);
      expect(files).toEqual([]);
    },
  );

  test("a misspelt port of a service's frontend opens nothing either", () => {
    for (const misspelt of ["prot: 88,", "port: kerbros,", "port: ,"]) {
      const { findings, files } = compileCase("single-family", (text) => text.replace("port: 88,", misspelt));
      expect(findings.filter(({ severity }) => severity === "error").length, misspelt).toBeGreaterThan(0);
      expect(files, misspelt).toEqual([]);
    }
  });

  test("nft rejects an unknown port name in our rulesets", () => {
    const ruleset = compileCase("anycast").rulesets.get("dns1") ?? "";
    for (const port of ["htttps", "", "65536"]) {
      const broken = ruleset.replace("tcp . 853", `tcp . ${port}`);
      expect(broken).not.toBe(ruleset);
      expect(nftablesVerdict(broken), port).toContain("Error");
    }
  });

  test("`reject with icmp` was generated for IPv6; our rulesets never use reject", () => {
    expect(nftablesVerdict(rule("meta nfproto ipv4 reject with icmp type host-unreachable"))).toBe("");
    expect(nftablesVerdict(rule("meta nfproto ipv6 reject with icmp type host-unreachable"))).toContain("conflicting");
    for (const name of readdirSync(join(packageRoot, "generators/nftables/cases"))) {
      for (const text of compileCase(name).rulesets.values()) expect(text).not.toMatch(/\breject\b/);
    }
  });
});

function rule(text: string): string {
  return `table inet t {\n chain c {\n ${text}\n }\n}\n`;
}

/** The rulesets by node of a golden case, whose catalog may be changed first. */
function compileCase(name: string, change: (text: string) => string = (text) => text) {
  const catalog = readFolder(join(packageRoot, "generators/nftables/cases", name, "catalog"));
  const changed = Object.entries(catalog).map(([path, text]): [string, string] => [path, change(text)]);
  const compilation = compileText(Object.fromEntries(changed));
  const files = compilation.files.filter(({ path }) => path.endsWith("/intentlb.nft"));
  const rulesets = new Map(
    files.map(({ node, blocks }) => [node, blocks.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join("")]),
  );
  return { ...compilation, rulesets };
}
