import { afterAll, beforeAll, test } from "vitest";
import type { Lab } from "../../../src/lab/lab.ts";
import { until } from "../../../src/lab/until.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { labInput, openLab } from "../campus-lab.ts";

/** Milliseconds, twice the longest interval of a check: what failed while the fleet came up may be asked that late. */
const ROUNDS = 600_000;

/** Of some 310 hosts and services. */
const MANY = 290;

/** Of each way to ask one: on a node through its agent, from afar, BIRD's sessions, a member by its own protocol. */
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

  test("asks all of campus, itself and through agents, and finds it well", { timeout: ROUNDS + 10_000 }, async () => {
    await until(async () => {
      // The file is absent until Icinga writes it for the first time, some seconds after its start.
      const verdicts = readVerdicts((await lab.exec("mon1", ["cat", "/var/cache/icinga2/status.dat"])).stdout);
      const asked = verdicts.filter(({ isAsked }) => isAsked).length;
      const sick = verdicts.filter(({ isAsked, isWell, said }) => isAsked && !isWell && !isStartTls(said));
      const well = verdicts.filter(({ isAsked, isWell }) => isAsked && isWell).map(({ name }) => name);
      const unknown = EACH_WAY.filter((name) => !well.includes(name));
      // What else is asked every five minutes only may be open.
      return { done: asked > MANY && sick.length === 0 && unknown.length === 0, seen: { asked, sick, unknown } };
    }, ROUNDS);
  });
});

/** The lab's mail servers do not play it. */
function isStartTls(said: string): boolean {
  return said.includes("offers no STARTTLS");
}
