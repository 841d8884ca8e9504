import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../../../../test/support/daemons.ts";
import { shared } from "../../../../test/support/shared.ts";
import { type IcingaLab, openIcingaLab } from "./lab/open-lab.ts";

const OK = 0;
const CRITICAL = 2;
const UNKNOWN = 3;

/** What is broken, the check that must notice, and its state. */
const CASES: readonly (readonly [ill: string, check: string, sick: number])[] = [
  // Run by the monitoring host, on the path of clients.
  ["shop https", "service:shop:ipv4!shop:https:certificate", CRITICAL],
  ["shop http", "service:shop:ipv4!shop:http", CRITICAL],
  ["directory ldap", "service:directory:ipv4!directory:ldap", CRITICAL],
  ["directory ldaps", "service:directory:ipv4!directory:ldaps:certificate", CRITICAL],
  ["mail smtp", "service:mail:ipv4!mail:smtp", CRITICAL],
  ["relay starttls", "service:relay:ipv4!relay:smtp:certificate", CRITICAL],
  ["shop redirect", "service:shop:ipv4!shop:https:redirect:%2Fold", CRITICAL],
  // `monitoring.checks`: a built-in check and a command.
  ["shop login", "service:shop:ipv4!shop::check:login", CRITICAL],
  ["shop queue", "service:shop:ipv4!shop::check:queue", CRITICAL],
  ["cache redis", "service:cache:ipv4!cache:redis", CRITICAL],
  ["git ssh", "service:git:ipv4!git:ssh", CRITICAL],
  ["licences tcp", "service:licences:ipv4!licences:tcp", CRITICAL],
  // The website answers 404, or 503 if HAProxy has no member.
  ["portal http", "service:portal:ipv4!portal:http", CRITICAL],
  ["resolver dns", "service:resolver:ipv4!resolver::health", CRITICAL],
  ["time ntp", "service:time:ipv4!time::health", CRITICAL],
  // Members.
  ["shop member", "web1!shop:web:member", CRITICAL],
  ["mail member", "web1!mail:smtp:member", CRITICAL],
  // Run by agents, on the nodes that carry the VIP.
  ["shop https", "lb1!shop:https:certificate:ipv4", CRITICAL],
  ["licences tcp", "lb1!licences:tcp:ipv4", CRITICAL],
  ["resolver dns", "dns1!resolver::health:ipv4", CRITICAL],
  ["bgp", "lb1!bgp:rr1-v4", CRITICAL],
  ["relay member", "lb1!relay:smtp:haproxy", CRITICAL],
  // A TCP frontend accepts connections even without members.
  ["licences member", "lb1!licences:tcp:haproxy", CRITICAL],
  // Counts of other checks.
  ["resolver dns", "service:resolver:ipv4!resolver::minimum:nodes", CRITICAL],
];

describeWith(["icinga2", "plugins", "openssl", "bird", "haproxy", "ip", "namespaces"], "Icinga's checks", () => {
  let lab: IcingaLab;
  /** Its results while all is healthy, while all of that is broken, and after it is repaired. */
  const states = shared(async () => {
    // Counts are evaluated after the checks that they count.
    const askTwice = async (ill: readonly string[]) => {
      await lab.ask(ill);
      return lab.ask(ill);
    };
    const well = await askTwice([]);
    const sick = await askTwice([...new Set(CASES.map(([each]) => each))]);
    return { well, sick, healed: await askTwice([]) };
  });

  beforeAll(() => {
    lab = openIcingaLab();
  });
  afterAll(() => lab.close());

  test.each(CASES)("with %s broken, %s fails, and recovers", async (_ill, check, want) => {
    const { well, sick, healed } = await states();
    const seen = [well, sick, healed].map((each) => each[check]);
    expect(
      seen.map((each) => each?.[0]),
      JSON.stringify(seen),
    ).toEqual([OK, want, OK]);
  });

  test("HAProxy and agents respond, and a missing agent is noticed", async () => {
    const { well } = await states();
    const state = (check: string) => well[check]?.[0];
    expect(["lb1!haproxy", "lb1!agent", "dns1!agent", "rr1!agent"].map(state)).toEqual([OK, OK, OK, CRITICAL]);
  });

  test("a count is unknown while its checks have never run, as after the first start", async () => {
    await states();
    const said = await lab.run(`
      var counted = get_service("dns1", "resolver::health:ipv4")
      var count = get_service("service:resolver:ipv4", "resolver::minimum:nodes").vars
      var before = counted.last_check_result
      counted.last_check_result = null
      var said = [ count.dummy_state(), count.dummy_text() ]
      counted.last_check_result = before
      said + [ count.dummy_state(), count.dummy_text() ]`);
    expect(said).toEqual([
      ...[UNKNOWN, "0 of 1 are healthy, 1 not checked yet, at least 1 needed"],
      ...[OK, "1 of 1 are healthy, at least 1 needed"],
    ]);
  });

  test("members without a listener are critical", async () => {
    const { well } = await states();
    expect(well["web1!cache:redis:member"]).toEqual([CRITICAL, expect.stringContaining("refused")]);
  });
});
