import { describe, expect, test } from "vitest";
import { compareRoutes } from "../../src/prove/settle/compare-routes.ts";
import type { Hop } from "../../src/prove/settle/hops.ts";
import { labInput, promisedRoutes } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";
import { unevenFleet } from "./uneven-fleet.ts";

function hops(...names: readonly string[]): Hop[] {
  return names.map((name) => ({ name, isReserve: false }));
}

describe("routes of campus", () => {
  const input = labInput(readFolder("examples/campus"));
  const promised = promisedRoutes(input);

  test("as expected, in any order", () => {
    expect(compareRoutes([...promised].reverse(), input)).toEqual([]);
  });

  test("a node that does not announce a VIP", () => {
    const routes = promised.filter(({ prefix, nextHop }) => prefix !== "192.0.2.53/32" || nextHop !== "10.2.13.2");
    expect(compareRoutes(routes, input)).toEqual([
      { prefix: "192.0.2.53/32", services: ["resolver"], wanted: hops("dns1", "dns2"), seen: hops("dns1") },
    ]);
  });

  test("a draining node that announces", () => {
    const routes = [...promised, { prefix: "192.0.2.88/32", nextHop: "10.2.12.3", preference: 100 }];
    expect(compareRoutes(routes, input)).toEqual([
      {
        prefix: "192.0.2.88/32",
        services: ["kerberos"],
        wanted: hops("kdc1", "kdc2"),
        seen: hops("kdc1", "kdc2", "kdc3"),
      },
    ]);
  });

  test("the VIP of a planned service, and an address that is not a VIP", () => {
    const extra = [
      { prefix: "192.0.2.40/32", nextHop: "10.1.1.11", preference: 100 },
      { prefix: "0.0.0.0/0", nextHop: "198.18.0.9", preference: 100 },
    ];
    expect(compareRoutes([...promised, ...extra], input)).toEqual([
      { prefix: "192.0.2.40/32", services: ["ldap-write"], wanted: [], seen: hops("lb1") },
      { prefix: "0.0.0.0/0", services: [], wanted: [], seen: hops("198.18.0.9") },
    ]);
  });

  test("no routes at all", () => {
    expect(compareRoutes([], input)).toHaveLength(16);
  });
});

describe("routes with preferred sites", () => {
  const input = labInput(unevenFleet());
  const prefix = "192.0.2.12/32";
  const wrong = (lb1: number, lb2: number) => {
    const routes = [
      { prefix, nextHop: "10.1.0.11", preference: lb1 },
      { prefix, nextHop: "10.2.0.12", preference: lb2 },
    ];
    return compareRoutes(routes, input).filter((each) => each.prefix === prefix);
  };
  const wanted = [
    { name: "lb2", isReserve: false },
    { name: "lb1", isReserve: true },
  ];

  test("routes of other sites are in reserve, whatever their preference", () => {
    expect([...wrong(50, 100), ...wrong(1, 2)]).toEqual([]);
  });

  test("equal or reversed preferences", () => {
    expect(wrong(100, 100)).toEqual([{ prefix, services: ["leaning"], wanted, seen: hops("lb1", "lb2") }]);
    expect(wrong(100, 50).map(({ seen }) => seen)).toEqual([[...hops("lb1"), { name: "lb2", isReserve: true }]]);
  });

  test("if no preferred site is left, the others are not in reserve", () => {
    const announces = input.claims.announces.map((each) => ({
      ...each,
      nodes: each.nodes.filter((name) => name !== "lb2"),
    }));
    const left = { ...input, claims: { ...input.claims, announces } };
    const route = { prefix, nextHop: "10.1.0.11", preference: 50 };
    expect(compareRoutes([route], left).filter((each) => each.prefix === prefix)).toEqual([]);
  });
});
