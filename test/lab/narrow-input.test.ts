import { expect, test } from "vitest";
import { planListeners } from "../../src/lab/members/plan-listeners.ts";
import { narrowInput } from "../../src/lab/narrow-input.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import { compareRoutes } from "../../src/prove/settle/compare-routes.ts";
import { readFolder } from "../support/read-folder.ts";
import { labInput } from "./campus-lab.ts";

function narrowed(folder: string, ...only: readonly string[]) {
  const input = narrowInput(labInput(readFolder(folder)), new Set(only));
  return { ...input, plan: planNetwork(input.fleet, input.claims) };
}

function machinesOf({ plan }: ReturnType<typeof narrowed>, kind: string): string[] {
  return plan.machines.filter((machine) => machine.kind === kind).map(({ name }) => name);
}

test("the lab has a service's load balancers, members and reflectors, and the routers of their sites", () => {
  const shop = narrowed("examples/lbaas", "lab-db");
  expect(machinesOf(shop, "node").sort()).toEqual(["lab-db1", "lab-db2", "lb1", "lb2", "rr1", "rr2"]);
  expect(machinesOf(shop, "router")).toEqual(["router:zone-1", "router:zone-2"]);
  const kerberos = narrowed("examples/campus", "kerberos");
  expect(machinesOf(kerberos, "node").sort()).toEqual(["kdc1", "kdc2", "kdc3", "rr1", "rr2"]);
  expect(machinesOf(kerberos, "router")).toEqual(["core1", "core2"]);
});

test("several services have all that any of them needs", () => {
  const both = machinesOf(narrowed("examples/campus", "kerberos", "www-physics"), "node");
  const each = ["kerberos", "www-physics"].flatMap((name) => machinesOf(narrowed("examples/campus", name), "node"));
  expect(both.sort()).toEqual([...new Set(each)].sort());
});

test("nothing is generated, promised or played for the rest, and monitoring does not run", () => {
  const input = narrowed("examples/campus", "www-physics");
  const nodes = new Set(machinesOf(input, "node").concat(machinesOf(input, "router")));
  expect(input.tree.units.filter(({ node, daemon }) => !nodes.has(node) || daemon === "icinga2")).toEqual([]);
  const { binds, admits, announces, serves, checks } = input.claims;
  const promised = [binds, admits, announces, serves, checks].flat().flatMap((claim) => claim.nodes);
  expect(promised.filter((node) => !nodes.has(node))).toEqual([]);
  expect([...new Set(planListeners(input).map(({ machine }) => machine))]).toEqual(["web1", "web2", "web3"]);
});

test("the questions about the service and the expected routes are those of the whole fleet", () => {
  const whole = labInput(readFolder("examples/campus"));
  const part = narrowed("examples/campus", "www-physics");
  const isMeant = (service?: string) => service === "www-physics";
  const ask = (input: typeof whole) => planQuestions(input, planNetwork(input.fleet, input.claims), isMeant);
  expect(ask(part)).toEqual(ask(whole));
  const wanted = (input: typeof whole) =>
    compareRoutes([], input).filter(({ services }) => services.includes("www-physics"));
  expect(wanted(part)).toEqual(wanted(whole));
});

test("load balancers cannot reach nodes that do not run", () => {
  const { plan, fleet } = narrowed("examples/campus", "www-physics");
  const unreachable = (name: string) =>
    plan.machines
      .filter((each) => each.name === name)
      .flatMap(({ routes }) => routes.filter((route) => route.isUnreachable));
  expect(unreachable("lb1")).toContainEqual(
    expect.objectContaining({ to: `${fleet.nodes.get("dns1")?.addresses.ipv4?.address}/32` }),
  );
  expect(unreachable("lb1").map(({ to }) => to)).not.toContain(
    `${fleet.nodes.get("web1")?.addresses.ipv4?.address}/32`,
  );
  expect(unreachable("web1")).toEqual([]);
});

test("services whose health check decides about the same VIP are played, too", () => {
  const folder = "generators/health/cases/anycast";
  expect([...(narrowed(folder, "resolver").served ?? [])]).toEqual(["resolver", "time"]);
  expect([...(narrowed(folder, "kerberos").served ?? [])]).toEqual(["kerberos"]);
});
