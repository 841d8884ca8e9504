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

/** Queries Icinga's Livestatus for its hosts, then for its services. */
const ASK = ["hosts", "services"]
  .map((what) => {
    const name = what === "hosts" ? "name" : "host_name description";
    const query = `GET ${what}\\nColumns: ${name} has_been_checked state plugin_output\\nOutputFormat: json\\n\\n`;
    return `printf '${query}' | socat -t 60 - /run/icinga2/livestatus`;
  })
  .join("; echo; ");

/** Hosts and services in the answers, one per line. */
function readVerdicts(text: string): Verdict[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("["))
    .flatMap((line) => JSON.parse(line) as (string | number)[][])
    .map((row) => {
      const [said, state, checked, ...name] = row.reverse();
      return { name: name.reverse().join("!"), isAsked: checked === 1, isWell: state === 0, said: String(said) };
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
      const verdicts = readVerdicts((await lab.exec("mon1", ["sh", "-c", ASK])).stdout);
      const asked = verdicts.filter(({ isAsked }) => isAsked).length;
      const sick = verdicts.filter(({ isAsked, isWell }) => isAsked && !isWell);
      const well = verdicts.filter(({ isAsked, isWell }) => isAsked && isWell).map(({ name }) => name);
      const unknown = EACH_WAY.filter((name) => !well.includes(name));
      // Other checks that run only every five minutes may be pending.
      return { done: asked > MANY && sick.length === 0 && unknown.length === 0, seen: { asked, sick, unknown } };
    }, ROUNDS);
  });
});
