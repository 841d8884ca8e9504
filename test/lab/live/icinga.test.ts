import { afterAll, beforeAll, test } from "vitest";
import type { Lab } from "../../../src/lab/lab.ts";
import { until } from "../../../src/lab/until.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { labInput, openLab } from "../campus-lab.ts";

/** Milliseconds, twice the longest interval of a check: what failed while the fleet started may be checked again that late. */
const ROUNDS = 600_000;

/** Minimum of the about 310 hosts and services. */
const MANY = 290;

/** One of each kind: on a node through its agent, remote, a BIRD session, a member by its own protocol. */
const EACH_WAY = ["lb1!www:https:ipv4", "vip:web:ipv6!www:https", "kdc1!bgp:rr1-v4", "ldap1!ldap:ldap:member"];

interface Verdict {
  readonly name: string;
  readonly isAsked: boolean;
  readonly isWell: boolean;
  readonly said: string;
}

/** Hosts and services in Icinga's `status.dat`. */
function readVerdicts(text: string): Verdict[] {
  return text.split("}\n").flatMap((part) => {
    if (!/^\s*(host|service)status \{/m.test(part)) return [];
    const of = (key: string) => new RegExp(`^\\s*${key}=(.*)$`, "m").exec(part)?.[1] ?? "";
    return [
      {
        name: [of("host_name"), of("service_description")].filter((each) => each !== "").join("!"),
        isAsked: of("has_been_checked") === "1",
        isWell: of("current_state") === "0",
        said: of("plugin_output"),
      },
    ];
  });
}

describeWith(["icinga2", "haproxy", "bird", "nft", "ip", "openssl", "namespaces"], "Icinga in the lab", () => {
  let lab: Lab;
  let close = async () => {};
  beforeAll(async () => {
    ({ lab, close } = await openLab(labInput(readFolder("examples/campus"))));
  });
  afterAll(() => close());

  test("checks all of campus, directly and through agents, and finds it healthy", {
    timeout: ROUNDS + 10_000,
  }, async () => {
    await until(async () => {
      // Icinga writes the file only some seconds after its start.
      const verdicts = readVerdicts((await lab.exec("mon1", ["cat", "/var/cache/icinga2/status.dat"])).stdout);
      const asked = verdicts.filter(({ isAsked }) => isAsked).length;
      const sick = verdicts.filter(({ isAsked, isWell, said }) => isAsked && !isWell && !isStartTls(said));
      const well = verdicts.filter(({ isAsked, isWell }) => isAsked && isWell).map(({ name }) => name);
      const unknown = EACH_WAY.filter((name) => !well.includes(name));
      // Other checks that run only every five minutes may be pending.
      return { done: asked > MANY && sick.length === 0 && unknown.length === 0, seen: { asked, sick, unknown } };
    }, ROUNDS);
  });
});

/** The lab's mail servers do not implement it. */
function isStartTls(said: string): boolean {
  return said.includes("offers no STARTTLS");
}
