import { afterAll, beforeAll, expect, test } from "vitest";
import type { Lab } from "../../src/prove/lab.ts";
import { until } from "../../src/prove/until.ts";
import { describeWith } from "../support/daemons.ts";
import { readFolder } from "../support/read-folder.ts";
import { labInput, openLab, output } from "./campus-lab.ts";

/** Milliseconds: Icinga asks everything for the first time within a minute, and what failed again soon. */
const ROUNDS = 300_000;

/** Of some 310 hosts and services. */
const MANY = 290;

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
    let verdicts: Verdict[] = [];
    await until(async () => {
      verdicts = readVerdicts(await output(lab, "mon1", ["cat", "/var/cache/icinga2/status.dat"]));
      const asked = verdicts.filter(({ isAsked }) => isAsked).length;
      const sick = verdicts.filter(({ isAsked, isWell, said }) => isAsked && !isWell && !isStartTls(said));
      // What is asked every five minutes only may be open.
      return { done: asked > MANY && sick.length === 0, seen: { asked, sick } };
    }, ROUNDS);
    expect(verdicts.filter(({ isWell }) => isWell).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "lb1!www:https:ipv4",
        "vip:web:ipv6!www:https",
        "kdc1!bgp:rr1-v4",
        "ldap1!ldap:ldap:member",
      ]),
    );
  });
});

/** The lab's mail servers do not play it. */
function isStartTls(said: string): boolean {
  return said.includes("TLS not supported by server");
}
