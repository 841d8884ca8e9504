import { describe, expect, test } from "vitest";
import { FAMILIES } from "../../src/contract/fleet.ts";
import { holds, rangeOf } from "../../src/ip/address-range.ts";
import type { LabPlan, Machine } from "../../src/lab/network/lab-plan.ts";
import { addressCommands, plugCommands, ruleCommands, wireCommands } from "../../src/lab/network/network-commands.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { readFolder } from "../support/read-folder.ts";
import { SMALL_FLEET } from "../support/small-catalog.ts";
import { labInput } from "./campus-lab.ts";

function planOf(files: Readonly<Record<string, string>>): LabPlan {
  const { fleet, claims } = labInput(files);
  return planNetwork(fleet, claims);
}

function machine(plan: LabPlan, name: string): Machine {
  const found = plan.machines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is not in ${plan.machines.map((each) => each.name)}`);
  return found;
}

const campus = readFolder("examples/campus");

describe("plan of campus", () => {
  const plan = planOf(campus);

  test("has a bridge per site and one between routers, and connects each machine to that of its site", () => {
    expect(plan.bridges).toEqual(["backbone", "site1", "site2"]);
    expect(machine(plan, "web1").ports.map(({ bridge }) => bridge)).toEqual(["site1"]);
    expect(machine(plan, "web3").ports.map(({ bridge }) => bridge)).toEqual(["site2"]);
    expect(machine(plan, "core1").ports.map(({ bridge }) => bridge)).toEqual(["site1", "backbone"]);
  });

  test("gives wires unique names of at most 15 characters, and their own addresses", () => {
    const ports = plan.machines.flatMap((each) => each.ports);
    for (const { name, far } of ports) expect(Math.max(name.length, far.length)).toBeLessThanOrEqual(15);
    expect(new Set(ports.map(({ far }) => far)).size).toBe(ports.length);
    expect(new Set(ports.map(({ mac }) => mac)).size).toBe(ports.length);
  });

  test("gives a node its addresses and a default route through the gateway of its subnet", () => {
    const lab = machine(plan, "web1");
    expect(wireCommands(lab)).toEqual([
      `link add eth0 address ${lab.ports[0]?.mac} type veth peer name ${lab.ports[0]?.far} netns ./fabric.net`,
    ]);
    expect(plugCommands(lab)).toEqual([`link set ${lab.ports[0]?.far} master site1 up`]);
    expect(addressCommands(lab)).toEqual([
      "link set lo up",
      "link set eth0 up",
      "address add 10.1.8.11/24 dev eth0",
      "address add 2001:db8:1:8::11/64 dev eth0 nodad",
      "route add default via 10.1.8.254 dev eth0 onlink",
      "route add default via 2001:db8:1:8:ffff:ffff:ffff:fffe dev eth0 onlink",
    ]);
  });

  test("gives a router the gateways of its site and routes to the other one", () => {
    const commands = addressCommands(machine(plan, "core2"));
    expect(commands).toContain("address add 10.2.12.254/24 dev eth0");
    expect(commands).toContain("address add 10.2.1.254/24 dev eth0");
    expect(commands).toContain("route add 10.1.8.0/24 via 198.18.0.1");
    expect(commands.filter((line) => line.includes("10.1.1.254"))).toEqual([]);
  });

  test("has a client for each network, inside it and outside narrower ones", () => {
    const { fleet } = labInput(campus);
    expect(plan.clients.map(({ name }) => name)).toEqual([
      "abusers",
      "campus",
      "management",
      "servers",
      "vpn",
      "world",
    ]);
    for (const { name, addresses } of plan.clients) {
      expect(new Set(addresses.map(({ family }) => family)), name).toEqual(new Set(FAMILIES));
      for (const { address, family } of addresses) {
        const around = [...fleet.networks.values()].filter(({ prefixes }) =>
          prefixes[family].some((prefix) => holds(rangeOf(prefix), rangeOf(address))),
        );
        const narrowest =
          name === "world" ? [] : [...new Set([name, ...(name === "campus" || name === "vpn" ? [] : ["campus"])])];
        const expected =
          name === "abusers" && family === "ipv4"
            ? ["abusers"]
            : name === "vpn" && family === "ipv6"
              ? ["campus", "vpn"]
              : narrowest;
        expect(around.map((network) => network.name).sort(), `${name} ${address}`).toEqual(expected.sort());
      }
    }
  });

  test("gives networks with a prefix in common different clients", () => {
    const twice = { ...campus, "more.yaml": 'networks: {again: [10.0.0.0/8, "2001:db8::/32"]}\n' };
    const all = planOf(twice).clients.flatMap(({ addresses }) => addresses.map(({ address }) => address));
    expect(planOf(twice).clients.map(({ name }) => name)).toContain("again");
    expect(new Set(all).size).toBe(all.length);
  });

  test("has clients at each site, if their network has enough addresses", () => {
    const sites = (name: string) =>
      plan.clients
        .find((client) => client.name === name)
        ?.addresses.map(({ family, segment }) => `${family} ${segment.bridge}`);
    expect(sites("campus")).toEqual(["ipv4 site1", "ipv4 site2", "ipv6 site1", "ipv6 site2"]);
    // A single address, and one within the subnet of a site's machines.
    expect(sites("abusers")).toEqual(["ipv4 site1", "ipv6 site1", "ipv6 site2"]);
    expect(sites("management")).toEqual(["ipv4 site1", "ipv6 site1"]);
    expect(ruleCommands(machine(plan, "campus"), "ipv4")).toHaveLength(2);
  });
});

describe("plan without routers", () => {
  test("adds a router of the lab, with routes to the VIPs if there is no BGP", () => {
    const plan = planOf(readFolder("examples/minimal"));
    expect(plan.machines.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "router router:home",
      "node lb1",
      "node web1",
      "client office",
      "client world",
    ]);
    const commands = addressCommands(machine(plan, "router:home"));
    expect(commands).toContain("route add 192.0.2.10/32 via 10.0.0.11");
    expect(commands).toContain("route add 2001:db8:53::10/128 via 2001:db8::11");
  });
});

/** A site with a machine in the subnet of each load balancer. */
const MIDDLE = `  mid1: {site: middle, roles: [server], addresses: {ipv4: 10.1.1.99/24}}
  mid2: {site: middle, roles: [server], addresses: {ipv4: 10.2.1.99/24}}
`;

describe("plan of odd fleets", () => {
  const body = `
services:
  www:
    extends: std/tcp
    owner: web
    vip: web
    access: {from: [offices]}
    members: web
    frontends: {tcp: {port: 8000}}
    monitoring: {page: false}
`;

  test("joins sites that share a subnet", () => {
    const fleet = SMALL_FLEET.replace("10.2.8.13/24", "10.1.8.13/24");
    const plan = planOf({ "fleet.yaml": fleet, "www.yaml": body });
    expect(plan.bridges).toEqual(["backbone", "site1"]);
    expect(machine(plan, "web3").ports[0]?.bridge).toBe("site1");
  });

  test("joins two sites through a third that has subnets of both, and no others", () => {
    const fleet = SMALL_FLEET.replace("[north, south]", "[north, south, far, middle]")
      .replace("web1: {site: north", "web1: {site: far")
      .replace("web2: {site: north", "web2: {site: far")
      .replace("defaults:", (defaults) => `${MIDDLE}${defaults}`);
    const plan = planOf({ "fleet.yaml": fleet, "www.yaml": body });
    expect(plan.bridges).toEqual(["backbone", "site1", "site2"]);
    const bridgeOf = (name: string) => machine(plan, name).ports[0]?.bridge;
    expect(["lb1", "lb2", "mid1", "mid2", "web1"].map(bridgeOf)).toEqual([
      ...["site1", "site1", "site1", "site1", "site2"],
    ]);
  });

  test("omits planned and offline nodes", () => {
    const fleet = SMALL_FLEET.replace("10.1.8.12/24, ", "10.1.8.12/24, ").replace(/(web2: \{)/, "$1state: offline, ");
    const plan = planOf({ "fleet.yaml": fleet, "www.yaml": body });
    expect(plan.machines.map(({ name }) => name)).not.toContain("web2");
    expect(plan.machines.map(({ name }) => name)).toContain("web1");
  });
});
