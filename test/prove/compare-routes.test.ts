import { describe, expect, test } from "vitest";
import { compareRoutes } from "../../src/prove/ask/compare-routes.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

describe("routes of campus", () => {
  const input = labInput(readFolder("examples/campus"));
  const promised = input.claims.announces.flatMap(({ prefix, family, nodes }) =>
    nodes.map((node) => ({ prefix, nextHop: input.fleet.nodes.get(node)?.addresses[family]?.address ?? "" })),
  );

  test("as promised, in any order", () => {
    expect(compareRoutes([...promised].reverse(), input)).toEqual([]);
  });

  test("a node that does not announce a VIP", () => {
    const routes = promised.filter(({ prefix, nextHop }) => prefix !== "192.0.2.53/32" || nextHop !== "10.2.13.2");
    expect(compareRoutes(routes, input)).toEqual([
      { prefix: "192.0.2.53/32", services: ["resolver"], wanted: ["dns1", "dns2"], seen: ["dns1"] },
    ]);
  });

  test("a node that drains and announces", () => {
    const routes = [...promised, { prefix: "192.0.2.88/32", nextHop: "10.2.12.3" }];
    expect(compareRoutes(routes, input)).toEqual([
      { prefix: "192.0.2.88/32", services: ["kerberos"], wanted: ["kdc1", "kdc2"], seen: ["kdc1", "kdc2", "kdc3"] },
    ]);
  });

  test("the VIP of a planned service, and what is no VIP", () => {
    const extra = [
      { prefix: "192.0.2.40/32", nextHop: "10.1.1.11" },
      { prefix: "0.0.0.0/0", nextHop: "198.18.0.9" },
    ];
    expect(compareRoutes([...promised, ...extra], input)).toEqual([
      { prefix: "192.0.2.40/32", services: ["ldap-write"], wanted: [], seen: ["lb1"] },
      { prefix: "0.0.0.0/0", services: [], wanted: [], seen: ["198.18.0.9"] },
    ]);
  });

  test("no routes at all", () => {
    expect(compareRoutes([], input)).toHaveLength(16);
  });
});
