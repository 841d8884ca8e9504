import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeWith } from "../support/daemons.ts";
import { type IcingaLab, openIcingaLab, type Sight } from "./icinga2-lab/open-lab.ts";

/** How many times faster than written Icinga asks. */
const PACE = 4;
const MAIL = "mail web@shop.example: PROBLEM";
const PAGE = "page web-oncall: PROBLEM";

// Who is told is left to Icinga: it asks in its own time, finds out on its own what is to blame, and calls the programs
// that it is told to call.
describeWith(["icinga2", "plugins", "openssl", "bird", "haproxy", "ip", "namespaces"], "Icinga tells", () => {
  let lab: IcingaLab;
  beforeAll(async () => {
    lab = openIcingaLab(PACE);
    // Of a state it is sure at the third time.
    for (const _ of [1, 2, 3]) await lab.ask([]);
  }, 240_000);
  afterAll(() => lab.close());

  describe.sequential("one after the other", { retry: 0 }, () => {
    let told: readonly string[] = [];

    test("of what is ill, and of nothing that is known to be away, in maintenance or a test", async () => {
      const silent = [
        "gone1",
        "gone1!agent",
        "web1!git:ssh:member",
        "service:draft:ipv4!draft:tcp",
        "lb1!draft:tcp:ipv4",
      ];
      const ill = [
        "rr1!agent",
        "web1!agent",
        ...["cache:redis", "directory:ldap", "directory:ldaps", "licences:tcp"].map(
          (backend) => `web1!${backend}:member`,
        ),
      ];
      const sight = await see([], ({ sure }) => [...silent, ...ill].every((name) => sure[name] === false));
      expect(sight.told.toSorted()).toEqual(ill.map((name) => `${MAIL} ${name} CRITICAL`));
      told = sight.told;
    }, 120_000);

    test("of a dead node once, by mail and by pager, and of nothing that hangs on it", async () => {
      const vips = ["service:resolver:ipv4", "service:time:ipv4"];
      const hanging = [...vips, ...["resolver::health", "resolver:dns"].map((name) => `${vips[0]}!${name}`)];
      const sight = await see(["dns1"], ({ sure }) => ["dns1", ...hanging].every((name) => sure[name] === false));
      expect(since(sight)).toEqual([`${MAIL} dns1 DOWN`, `${PAGE} dns1 DOWN`]);
      expect(sight.unreachable).toEqual(expect.arrayContaining(hanging));
    }, 180_000);

    test("of a dead HAProxy once, and not of what it answers for", async () => {
      const view = "lb1!relay:smtp:haproxy";
      const ill = ["lb1!haproxy", view];
      const sight = await see(["dns1", "haproxy"], ({ sure }) => ill.every((name) => sure[name] === false));
      expect(since(sight)).toEqual([`${MAIL} lb1!haproxy CRITICAL`, `${PAGE} lb1!haproxy CRITICAL`]);
      expect(sight.unreachable).toContain(view);
    }, 180_000);

    /** Messages that are new. */
    function since(sight: Sight): string[] {
      const fresh = sight.told.slice(told.length).toSorted();
      told = sight.told;
      return fresh;
    }
  });

  /** Makes servers ill and looks until what is wanted is there. */
  async function see(ill: readonly string[], wanted: (sight: Sight) => boolean): Promise<Sight> {
    for (;;) {
      const sight = await lab.make(ill);
      if (wanted(sight)) return sight;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
});
