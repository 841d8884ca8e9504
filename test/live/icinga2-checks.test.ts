import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/daemons.ts";
import { type IcingaLab, openIcingaLab, type States } from "./icinga2-lab/open-lab.ts";

const OK = 0;
const WARNING = 1;
const CRITICAL = 2;

/** What is made ill, the check that must say so, and what it says of it. */
const CASES: readonly (readonly [ill: string, check: string, sick: number])[] = [
  // Asked by the monitoring host, the way of a client.
  ["shop https", "service:shop:ipv4!shop:https:certificate", CRITICAL],
  ["shop http", "service:shop:ipv4!shop:http", CRITICAL],
  ["directory ldap", "service:directory:ipv4!directory:ldap", CRITICAL],
  ["directory ldaps", "service:directory:ipv4!directory:ldaps:certificate", CRITICAL],
  // check_smtp's own choice for a server that hangs up.
  ["mail smtp", "service:mail:ipv4!mail:smtp", WARNING],
  ["relay starttls", "service:relay:ipv4!relay:smtp:certificate", CRITICAL],
  ["shop redirect", "service:shop:ipv4!shop:https:redirect:%2Fold", CRITICAL],
  // `monitoring.checks`: a question and a program.
  ["shop login", "service:shop:ipv4!shop::check:login", CRITICAL],
  ["shop queue", "service:shop:ipv4!shop::check:queue", CRITICAL],
  ["cache redis", "service:cache:ipv4!cache:redis", CRITICAL],
  ["git ssh", "service:git:ipv4!git:ssh", CRITICAL],
  ["licences tcp", "service:licences:ipv4!licences:tcp", CRITICAL],
  ["resolver dns", "service:resolver:ipv4!resolver::health", CRITICAL],
  ["time ntp", "service:time:ipv4!time::health", CRITICAL],
  // Members.
  ["shop member", "web1!shop:web:member", CRITICAL],
  ["mail member", "web1!mail:smtp:member", WARNING],
  // Asked by agents, on the nodes that hold the VIP.
  ["shop https", "lb1!shop:https:certificate:ipv4", CRITICAL],
  ["licences tcp", "lb1!licences:tcp:ipv4", CRITICAL],
  ["resolver dns", "dns1!resolver::health:ipv4", CRITICAL],
  ["bgp", "lb1!bgp:rr1-v4", CRITICAL],
  ["relay member", "lb1!relay:smtp:haproxy", CRITICAL],
  // Counted from other checks.
  ["resolver dns", "service:resolver:ipv4!resolver::minimum:nodes", CRITICAL],
];

describeWith(["icinga2", "plugins", "openssl", "bird", "haproxy", "ip", "namespaces"], "Icinga asks", () => {
  let lab: IcingaLab;
  let well: States;
  let sick: States;
  let healed: States;

  beforeAll(async () => {
    lab = openIcingaLab();
    await lab.ask([]);
    // Counts follow what was counted before.
    well = await lab.ask([]);
    const ill = [...new Set(CASES.map(([each]) => each))];
    await lab.ask(ill);
    sick = await lab.ask(ill);
    await lab.ask([]);
    healed = await lab.ask([]);
  }, 240_000);
  afterAll(() => lab.close());

  test.each(CASES)("with %s ill, %s turns, and turns back", (_ill, check, want) => {
    const states = [well, sick, healed].map((each) => each[check]);
    expect(states.map((each) => each?.[0], JSON.stringify(states))).toEqual([OK, want, OK]);
  });

  test("HAProxy and agents answer, and who has no agent running is found out", () => {
    const state = (check: string) => well[check]?.[0];
    expect(["lb1!haproxy", "lb1!agent", "dns1!agent", "rr1!agent"].map(state)).toEqual([OK, OK, OK, CRITICAL]);
  });

  test("members whose port nobody listens at are critical", () => {
    expect(well["web1!cache:redis:member"]).toEqual([CRITICAL, expect.stringContaining("refused")]);
  });
});
