import { expect, test } from "vitest";
import { checks } from "../../generators/icinga2/lab-checks.ts";
import { notifications } from "../../generators/icinga2/lab-notifications.ts";
import type { CheckResult } from "../../src/contract/lab-checks.ts";
import { healthyChecks } from "../../src/prove/monitoring/healthy-checks.ts";
import { describeFailed } from "../../src/prove/monitoring/prove-monitoring.ts";
import { labInput } from "../lab/campus-lab.ts";
import { monitoringFleet } from "./live/monitoring-fleet.ts";

const INPUT = labInput(monitoringFleet());
const RUNNING = new Set([...INPUT.fleet.nodes.keys()].filter((name) => name !== "gone1"));

function check(what: Partial<CheckResult>): CheckResult {
  return { host: "lb1", isMember: false, isCount: false, at: 1, isOk: false, said: "CRITICAL: no", ...what };
}

test.each<[what: string, isExpected: boolean, check: Partial<CheckResult>]>([
  ["a node", true, {}],
  ["a node that is offline", false, { host: "gone1" }],
  ["a session", true, { name: "bgp:rr1-v4", peer: "rr1" }],
  ["a session with a node that is offline", false, { name: "bgp:gone1-v4", peer: "gone1" }],
  ["a VIP", true, { host: "service:www:ipv4", address: "192.0.2.10" }],
  ["a service at a VIP", true, { host: "service:www:ipv4", service: "www", address: "192.0.2.10" }],
  ["a VIP on a node that carries it", true, { service: "www", address: "192.0.2.10" }],
  ["a VIP on a node that does not carry it", false, { host: "dns1", service: "www", address: "192.0.2.10" }],
  ["a service in maintenance", false, { host: "service:closed:ipv4", service: "closed", address: "192.0.2.11" }],
  ["HAProxy's view of a service in maintenance", false, { service: "closed", address: "10.0.0.11" }],
  ["a member of a service in maintenance", true, { host: "app1", service: "closed", isMember: true }],
  ["a count of members of whom one is offline", false, { service: "intern", isCount: true }],
  ["a count of members that all run", true, { service: "www", isCount: true }],
])("expected to be healthy: %s: %s", (_, isExpected, what) => {
  expect(healthyChecks(INPUT, RUNNING)(check(what))).toBe(isExpected);
});

test("a VIP that nobody announces is not expected to be healthy", () => {
  const claims = { ...INPUT.claims, announces: [] };
  const vip = check({ host: "service:www:ipv4", address: "192.0.2.10" });
  expect(healthyChecks({ ...INPUT, claims }, RUNNING)(vip)).toBe(false);
});

test("checks of a service that fail alike are one finding", () => {
  const failed = [
    check({ name: "www:https:ipv4", service: "www", said: "CRITICAL: 0.12 s" }),
    check({ name: "www:https:ipv6", service: "www", said: "CRITICAL: 0.34 s" }),
    check({ name: "mail:smtp:ipv4", service: "mail", said: "CRITICAL: 0.12 s" }),
    check({ host: "vip:web:ipv4", at: 0, said: "UP: " }),
  ];
  expect(describeFailed("mon1", failed)).toEqual([
    {
      service: "www",
      ...{ nodes: ["mon1"], asked: "monitoring: www:https:ipv4 on lb1, www:https:ipv6 on lb1", wanted: "healthy" },
      seen: "CRITICAL: 0.12 s",
    },
    {
      service: "mail",
      ...{ nodes: ["mon1"], asked: "monitoring: mail:smtp:ipv4 on lb1", wanted: "healthy", seen: "CRITICAL: 0.12 s" },
    },
    { nodes: ["mon1"], asked: "monitoring: vip:web:ipv4", wanted: "healthy", seen: "no result" },
  ]);
});

test("reads Icinga's answers", () => {
  const hosts = [["vip:web:ipv4", "vip:web:ipv4", 3, 1, 7, 1, "PING CRITICAL", [["vip_address", "192.0.2.10"]]]];
  const services = [
    ["app1", "www:web:member", ["service:www"], 1, 8, 0, "HTTP OK", [["intentlb_address", "10.0.0.22"]]],
    ["lb1", "bgp:rr1-v4", [], 0, 0, 0, "", [["peer", "rr1"]]],
    ["vip:web:ipv4", "www::minimum:nodes", ["service:www"], 1, 9, 2, "1 of 2", [["counts", true]]],
  ];
  const answer = `${JSON.stringify(hosts)}\n\n${JSON.stringify(services)}\n`;
  expect(checks.read(answer)).toEqual([
    check({ host: "vip:web:ipv4", address: "192.0.2.10", at: 7, said: "DOWN: PING CRITICAL" }),
    {
      ...check({ host: "app1", name: "www:web:member", service: "www", address: "10.0.0.22", isMember: true, at: 8 }),
      ...{ isOk: true, said: "HTTP OK" },
    },
    check({ name: "bgp:rr1-v4", peer: "rr1", at: 0, said: "OK: " }),
    check({
      host: "vip:web:ipv4",
      name: "www::minimum:nodes",
      service: "www",
      isCount: true,
      at: 9,
      said: "CRITICAL: 1 of 2",
    }),
  ]);
});

test("reads what was told", () => {
  const mail = "\fmail web@shop.example\nl=vip:web:ipv4\ne=www:https\ns=OK\n";
  const page = "\fpage web-oncall\nHOST=vip:web:ipv4\nSTATE=UP\n";
  expect(notifications.read(`${mail}${page}`)).toEqual([
    {
      ...{ by: "mail", to: "web@shop.example", host: "vip:web:ipv4", name: "www:https" },
      lines: ["l=vip:web:ipv4", "e=www:https", "s=OK", ""],
    },
    { by: "page", to: "web-oncall", host: "vip:web:ipv4", lines: ["HOST=vip:web:ipv4", "STATE=UP", ""] },
  ]);
});
