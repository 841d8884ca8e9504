import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { readFolder } from "../../../test/support/read-folder.ts";

function claimsOf(folder: string) {
  const { claims } = compileText(readFolder(join(packageRoot, folder)));
  if (claims === undefined) throw new Error(`${folder} has errors`);
  return claims;
}

/** The nodes that may announce an address, and for which services. */
function announcers(folder: string, prefix: string): unknown {
  const found = claimsOf(folder).announces.filter((claim) => claim.prefix === prefix);
  return found.map(({ nodes, services }) => ({ nodes, services }));
}

const ODD = "generators/bird/cases/names-and-states/catalog";
const LONG = "load-balancer.of.the.computing.centre.with.a.very.long.name.no1";

describe("which nodes announce which VIPs", () => {
  test.each([
    [
      "a VIP that services share: all carriers",
      "examples/campus",
      "192.0.2.25/32",
      [{ nodes: ["lb1", "lb2"], services: ["imap", "submission"] }],
    ],
    ["no draining server", "examples/campus", "192.0.2.88/32", [{ nodes: ["kdc1", "kdc2"], services: ["kerberos"] }]],
    ["no planned service", "examples/campus", "192.0.2.40/32", []],
    ["no VIP if all its services drain", ODD, "192.0.2.40/32", []],
    [
      "no node without an address of the family",
      ODD,
      "192.0.2.20/32",
      [{ nodes: ["bfd", "owners", "static"], services: ["tested"] }],
    ],
    [
      "each family separately",
      ODD,
      "2001:db8:53::20/128",
      [{ nodes: ["bfd", LONG, "owners", "static"], services: ["tested"] }],
    ],
    ["no node without an AS number", "examples/minimal", "192.0.2.10/32", []],
  ])("%s", (_title, folder, prefix, expected) => {
    expect(announcers(folder, prefix)).toEqual(expected);
  });
});

describe("BGP and BFD are admitted", () => {
  const between = (node: string) =>
    claimsOf("generators/bird/cases/two-sites/catalog")
      .admits.filter(({ nodes, why, family }) => nodes.includes(node) && /^B/.test(why) && family === "ipv4")
      .map(({ address, transport, port, sources, public: open }) => [address, transport, port, sources, open]);

  test("on a load balancer only from the reflectors", () => {
    const reflectors = ["10.1.1.1/32", "10.2.1.1/32"];
    expect(between("lb1")).toEqual([
      ["10.1.1.11", "tcp", 179, reflectors, false],
      ["10.1.1.11", "udp", 4784, reflectors, false],
    ]);
  });

  test("on a reflector from all peers, BFD not from routers", () => {
    expect(between("rr1")).toEqual([
      ["10.1.1.1", "tcp", 179, ["10.1.1.11/32", "10.2.1.1/32", "10.2.1.11/32", "10.9.0.254/32"], false],
      ["10.1.1.1", "udp", 4784, ["10.1.1.11/32", "10.2.1.1/32", "10.2.1.11/32"], false],
    ]);
  });

  test("nowhere on machines that intentlb does not manage", () => {
    expect(between("core1")).toEqual([]);
  });
});

test("BIRD listens for single-hop and multihop BFD in both families if any session uses BFD", () => {
  const binds = (folder: string, node: string) =>
    claimsOf(folder)
      .binds.filter(({ by, nodes, transport }) => by === "bird" && nodes.includes(node) && transport === "udp")
      .map(({ address, family, port }) => `${address} ${family} ${port}`);
  const all = ["* ipv4 3784", "* ipv4 4784", "* ipv6 3784", "* ipv6 4784"];
  expect(binds("generators/bird/cases/two-sites/catalog", "rr1")).toEqual(all);
  expect(binds("examples/minimal", "lb1")).toEqual([]);
});
