import { describe, expect, test } from "vitest";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { planFaults } from "../../src/prove/faults/plan-faults.ts";
import type { PlannedFault } from "../../src/prove/faults/planned-fault.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";
import { failoverFleet } from "./failover-fleet.ts";

function plan(files: Readonly<Record<string, string>>, only?: readonly string[]): PlannedFault[] {
  const input = labInput(files);
  return planFaults(
    { input, plan: planNetwork(input.fleet, input.claims) },
    (service) => only === undefined || only.includes(service),
  );
}

function named(faults: readonly PlannedFault[], name: string): PlannedFault {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`nobody plans that ${name}`);
  return found;
}

/** Nodes that announce an address during a fault. */
function announcers(fault: PlannedFault, address: string, site = "north"): readonly string[] {
  return fault.left([site]).announces.find(({ prefix }) => prefix.startsWith(`${address}/`))?.nodes ?? [];
}

/** Members that remain at an address and port. */
function membersLeft(fault: PlannedFault, service: string, port: number, site = "north"): string[] {
  const serves = fault.left([site]).serves.filter((each) => each.service === service && each.port === port);
  return [...new Set(serves.flatMap(({ targets }) => targets ?? []).map(({ node }) => node))].sort();
}

describe("campus", () => {
  const faults = plan(readFolder("examples/campus"));

  test("has faults of each reflector, a site, nodes and their daemons, and members", () => {
    expect(faults.map(({ name }) => name)).toEqual([
      ...["reflector rr1 is gone", "reflector rr2 is gone", "site north is cut off"],
      ...["BIRD dies on dns1", "BIRD dies on dns2", "health dies on dns1", "node dns1 is gone"],
      ...["BIRD dies on kdc1", "BIRD dies on kdc2", "health dies on kdc1", "node kdc1 is gone"],
      ...["HAProxy dies on lb1", "HAProxy dies on lb2", "HAProxy hangs on lb2"],
      ...["BIRD dies on lb1", "BIRD dies on lb2", "health dies on lb1", "node lb1 is gone", "node lb2 is gone"],
      ...["member web1 dies", "member moodle1 dies", "member mail1 dies", "member ldap1 dies", "member api1 dies"],
      ...["members web1 web2 web3 hang", "members moodle1 moodle2 hang", "members mail1 mail2 hang"],
      ...["members ldap-primary ldap1 ldap2 hang", "members api1 api2 hang"],
      ...["server dns1 dies", "server kdc1 dies", "server dns2 hangs", "server kdc2 hangs"],
    ]);
  });

  test("each service is affected by the machines that it depends on", () => {
    const of = (service: string) => faults.filter(({ services }) => services.includes(service)).map(({ name }) => name);
    expect(of("resolver").slice(3)).toEqual([
      ...[
        "BIRD dies on dns1",
        "BIRD dies on dns2",
        "health dies on dns1",
        "node dns1 is gone",
        "server dns1 dies",
        "server dns2 hangs",
      ],
    ]);
    expect(of("moodle").slice(-2)).toEqual(["member moodle1 dies", "members moodle1 moodle2 hang"]);
    expect(of("ldap-write")).toEqual([]);
  });

  test("the other load balancer keeps the VIPs", () => {
    const fault = named(faults, "HAProxy dies on lb1");
    expect(announcers(fault, "192.0.2.10")).toEqual(["lb2"]);
    expect(announcers(fault, "192.0.2.53")).toEqual(["dns1", "dns2"]);
    expect(membersLeft(fault, "www", 443)).toEqual(["web1", "web2", "web3"]);
  });

  test("the other members remain, and VIPs stay announced for the maintenance page", () => {
    const one = named(faults, "member web1 dies");
    expect(membersLeft(one, "www", 443)).toEqual(["web2", "web3"]);
    expect(announcers(one, "192.0.2.10")).toEqual(["lb1", "lb2"]);
    const all = named(faults, "members web1 web2 web3 hang");
    expect(membersLeft(all, "www", 443)).toEqual([]);
    expect(announcers(all, "2001:db8:53::10")).toEqual(["lb1", "lb2"]);
  });

  test("each side of a cut continues with its own machines", () => {
    const fault = named(faults, "site north is cut off");
    expect(announcers(fault, "192.0.2.10", "north")).toEqual(["lb1"]);
    expect(announcers(fault, "192.0.2.10", "south")).toEqual(["lb2"]);
    expect(membersLeft(fault, "www", 443, "north")).toEqual(["web1", "web2"]);
    expect(membersLeft(fault, "www", 443, "south")).toEqual(["web3"]);
    expect(fault.breaks).toEqual([{ kind: "uplink", machine: "core1" }]);
  });

  test("losing a reflector changes nothing, and allows no time", () => {
    const fault = named(faults, "reflector rr1 is gone");
    expect(announcers(fault, "192.0.2.10")).toEqual(["lb1", "lb2"]);
    expect(fault.bounds.out).toBe(0);
  });

  test("deadlines are those of the catalog plus 5 s", () => {
    const out = (name: string) => named(faults, name).bounds.out;
    // BFD: 300 ms, three times.
    expect(out("node lb1 is gone")).toBe(5900);
    // Checked every 3 s, twice; one second for the answer and one to act.
    expect(out("HAProxy dies on lb1")).toBe(13_000);
    // Checked every 2 s, twice, and 1 s for the answer.
    expect(out("server dns1 dies")).toBe(11_000);
    // Checked 5 s after the last answer, three times: 5 s for a connection, 3 s for an answer.
    expect(out("members web1 web2 web3 hang")).toBe(44_000);
  });
});

describe("small fleets", () => {
  test("without BGP, nothing notices that a node is gone", () => {
    const faults = plan(readFolder("examples/minimal"));
    expect(faults.map(({ name }) => name)).toEqual([
      ...["HAProxy dies on lb1", "HAProxy hangs on lb1", "node lb1 is gone", "member web1 dies"],
    ]);
    expect(faults.map(({ isAnnounced }) => isAnnounced)).toEqual([false, false, false, false]);
  });

  test("checks that only connect would not notice a daemon that hangs", () => {
    const names = plan(readFolder("examples/lbaas"), ["lab-db"]).map(({ name }) => name);
    expect(names.slice(-2)).toEqual(["member lab-db1 dies", "members lab-db1 lab-db2 die"]);
  });

  test("only faults that affect the selected services", () => {
    const names = plan(failoverFleet(), ["names"]).map(({ name }) => name);
    expect(names).toEqual([
      ...["reflector rr1 is gone", "reflector rr2 is gone", "site north is cut off"],
      ...[
        "BIRD dies on dns1",
        "BIRD dies on dns2",
        "health dies on dns1",
        "node dns1 is gone",
        "server dns1 dies",
        "server dns2 hangs",
      ],
    ]);
  });

  test("the VIP is withdrawn with too few members, or if its check cannot pass", () => {
    const withHealth = (health: string) => {
      const catalog = failoverFleet()["catalog.yaml"] ?? "";
      return plan({
        "catalog.yaml": catalog.replace("    members: web\n", `    members: web\n    health: {${health}}\n`),
      });
    };
    const two = withHealth("minimum_members: 2");
    expect(announcers(named(two, "member web1 dies"), "192.0.2.10")).toEqual([]);
    expect(announcers(named(two, "HAProxy dies on lb1"), "192.0.2.10")).toEqual(["lb2"]);
    const one = withHealth("minimum_members: 1");
    expect(announcers(named(one, "member web1 dies"), "192.0.2.10")).toEqual(["lb1", "lb2"]);
    expect(announcers(named(one, "members web1 web2 hang"), "192.0.2.10")).toEqual([]);
    expect(named(one, "members web1 web2 hang").bounds.out).toBeGreaterThan(named(one, "member web1 dies").bounds.out);
  });

  test("of many nodes with the same services, two get faults", () => {
    const catalog = failoverFleet()["catalog.yaml"] ?? "";
    const more = ["lb3", "lb4"].map(
      (name, index) =>
        `  ${name}: {site: south, roles: [load-balancer], groups: [lb], addresses: {ipv4: 10.2.0.${13 + index}/24, ipv6: "2001:db8:2::${13 + index}/64"}}\n`,
    );
    const names = plan({ "catalog.yaml": catalog.replace("services:\n", `${more.join("")}services:\n`) }).map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name.includes(" lb"))).toEqual([
      ...["HAProxy dies on lb1", "HAProxy dies on lb4", "HAProxy hangs on lb4"],
      ...["BIRD dies on lb1", "BIRD dies on lb4", "health dies on lb1", "node lb1 is gone", "node lb4 is gone"],
    ]);
  });
});
