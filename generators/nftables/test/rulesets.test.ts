import { describe, expect, test } from "vitest";
import { arrangeClaims } from "../../../src/claims/collect-claims.ts";
import type { OutputFile } from "../../../src/contract/block.ts";
import type { Admit } from "../../../src/contract/claim.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { nftables } from "../index.ts";

const NODES = ["lb1", "lb2", "lb3"];
const CATALOG = `
fleet: {name: rulesets, sites: [north], announce: [192.0.2.0/24], management: [10.1.99.0/24]}
networks: {campus: [10.0.0.0/8]}
nodes:
  lb1: {site: north, roles: [server], state: active, interface: eth0, addresses: {ipv4: 10.1.1.1/24}}
  lb2: {site: north, roles: [server], state: active, interface: eth0, addresses: {ipv4: 10.1.1.2/24}}
  lb3: {site: north, roles: [server], state: active, interface: eth0, addresses: {ipv4: 10.1.1.3/24}}
`;

describe("a thousand services", () => {
  const sources = [["0.0.0.0/0"], ["10.0.0.0/8"]];
  const admits = Array.from({ length: 1000 }, (_, index) =>
    admit({
      address: `192.0.${2 + (index >> 8)}.${index & 255}`,
      sources: sources[index % 2] ?? [],
      services: [`s${index}`],
    }),
  );
  const files = emit(admits);

  test("their blocks are shared by all load balancers", () => {
    const [first, ...others] = files.map((file) =>
      file.blocks.filter((block) => block.key.startsWith("services_ipv4 ")),
    );
    expect(first).toHaveLength(1000);
    for (const blocks of others) {
      for (const [index, block] of blocks.entries()) expect(block).toBe(first?.[index]);
    }
  });

  test("each is one element and no extra rule", () => {
    const rules = (file: OutputFile | undefined): number =>
      text(file)
        .split("\n")
        .filter((line) => line.includes(" saddr ") || line.endsWith("\tcounter accept")).length;
    expect(rules(files[0])).toBe(rules(emit(admits.slice(0, 2))[0]));
  });

  test("the file's `services` lists them", () => {
    expect(files[0]?.services).toHaveLength(1000);
  });
});

test("what only one node has is only in its file", () => {
  const [lb1, lb2] = emit([admit({ nodes: ["lb1"], address: "10.1.1.1", port: 8404, why: "statistics" })]).map(text);
  expect(lb1).toContain('10.1.1.1 . tcp . 8404 comment "statistics" : jump admit_public_campus_ipv4,');
  expect(lb2).not.toContain("8404");
});

test("an address that belongs to no node is a VIP, and blocked except for its services", () => {
  const [lb1] = emit([admit({}), admit({ address: "*", port: 22, why: "SSH" })]).map(text);
  const lines = lb1?.split("\n").map((line) => line.trim()) ?? [];
  const order = ["services_ipv4", "vips_ipv4", "ports_ipv4"].map((name) =>
    lines.findIndex((line) => line.includes(`@${name}`)),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(lines).toContain("ip daddr @vips_ipv4 goto refused");
});

test("claims without sources, and nodes without claims, admit nobody", () => {
  for (const file of emit([admit({ sources: [] })])) {
    expect(text(file)).not.toContain("vmap");
    expect(text(file)).toContain("policy drop");
  }
});

test("a node with an unmanaged firewall gets no files", () => {
  const catalog = CATALOG.replace("lb2: {", "lb2: {emit: {nftables: false}, ");
  const { files } = compileText({ "catalog.yaml": catalog });
  const nodes = files.filter(({ daemon }) => daemon === "nftables").map(({ node }) => node);
  expect(new Set(nodes)).toEqual(new Set(["lb1", "lb3"]));
});

test("a misspelt port in the catalog prevents the whole firewall", () => {
  const port = "    ports: {web: {port: 443, transport: tcp, from: [campus]}}\n";
  const catalog = CATALOG.replace("10.1.1.3/24}}\n", `10.1.1.3/24}}\ndefaults:\n  node:\n${port}`);
  expect(compileText({ "catalog.yaml": catalog }).files.length).toBeGreaterThan(0);
  for (const wrong of ["prot: 443", "port: 4443333", "port: https", "port:"]) {
    const { findings, files } = compileText({ "catalog.yaml": catalog.replace("port: 443", wrong) });
    expect(findings.filter(({ severity }) => severity === "error").length, wrong).toBeGreaterThan(0);
    expect(files).toEqual([]);
  }
});

function admit(some: Partial<Admit>): Admit {
  return {
    kind: "admit",
    nodes: NODES,
    address: "192.0.2.10",
    family: "ipv4",
    port: 443,
    transport: "tcp",
    sources: ["10.0.0.0/8"],
    except: [],
    public: true,
    why: "frontend https of www",
    services: ["www"],
    causes: [],
    ...some,
  };
}

/** Rulesets of the three nodes for these claims only. */
function emit(admits: readonly Admit[]): OutputFile[] {
  const { fleet } = compileText({ "catalog.yaml": CATALOG });
  if (fleet === undefined) throw new Error("the catalog has errors");
  return nftables.emit({ fleet, model: undefined }, arrangeClaims(admits)).filter(({ path }) => path.endsWith(".nft"));
}

function text(file: OutputFile | undefined): string {
  return file?.blocks.flatMap((block) => block.lines).join("\n") ?? "";
}
