import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeWith } from "../../../../test/support/daemons.ts";
import { openIcingaLab, type Sight } from "./lab/open-lab.ts";

/** How many times faster than configured Icinga runs checks. */
const PACE = 4;
const MAIL = "mail web@shop.example: PROBLEM";
const PAGE = "page web-oncall: PROBLEM";

/** A step of the test: what is broken, which hard states follow, which notifications are new, and what is unreachable. */
interface Part {
  readonly what: string;
  readonly ill: readonly string[];
  readonly sure: readonly string[];
  readonly told: readonly string[];
  readonly unreachable: readonly string[];
}

const ILL = [
  "rr1!agent",
  "web1!agent",
  ...["cache:redis", "directory:ldap", "directory:ldaps", "portal:web"].map((backend) => `web1!${backend}:member`),
];
const SILENT = ["gone1", "gone1!agent", "web1!git:ssh:member", "service:draft:ipv4!draft:tcp", "lb1!draft:tcp:ipv4"];
const RESOLVER = "service:resolver:ipv4";
const HANGING = [
  ...[RESOLVER, "service:time:ipv4"],
  ...["resolver::health", "resolver:dns"].map((name) => `${RESOLVER}!${name}`),
];
const MEMBER = "web1!licences:tcp:member";
const STREAM = "lb1!licences:tcp:haproxy";
const SESSION = "lb1!bgp:rr1-v4";
const VIEW = "lb1!relay:smtp:haproxy";

const PARTS: readonly Part[] = [
  {
    what: "of what is ill, and of nothing that is known to be away, in maintenance or a test",
    ill: [],
    sure: [...SILENT, ...ILL],
    told: ILL.map((name) => `${MAIL} ${name} CRITICAL`),
    unreachable: [],
  },
  {
    what: "of a dead node once, by mail and by pager, and of nothing that hangs on it; of a stream whose members are gone",
    ill: ["dns1", "licences member"],
    sure: ["dns1", ...HANGING, MEMBER, STREAM],
    told: [
      ...[`${MAIL} dns1 DOWN`, `${PAGE} dns1 DOWN`],
      ...[`${MAIL} ${MEMBER} CRITICAL`, `${MAIL} ${STREAM} CRITICAL`, `${PAGE} ${STREAM} CRITICAL`],
    ],
    unreachable: HANGING,
  },
  {
    what: "of a dead HAProxy once, and not of what it answers for; of the session of a dead BIRD",
    ill: ["dns1", "licences member", "haproxy", "bird"],
    sure: ["lb1!haproxy", VIEW, SESSION],
    told: ["lb1!haproxy", SESSION].flatMap((name) => [`${MAIL} ${name} CRITICAL`, `${PAGE} ${name} CRITICAL`]),
    unreachable: [VIEW],
  },
];

// Notifications are up to Icinga: it runs checks on its own schedule, finds the cause itself, and calls the notification
// commands. Each step starts where the last one ended. A retry of the test starts with a new lab.
describeWith(["icinga2", "plugins", "openssl", "bird", "haproxy", "ip", "namespaces"], "Icinga notifies", () => {
  test("about failed checks, a dead node, pool, HAProxy and BIRD, once each, and about nothing that depends on them", async () => {
    const lab = openIcingaLab(PACE);
    /** Breaks these servers and waits until Icinga has the expected hard states. */
    const see = async ({ ill, sure }: Part): Promise<Sight> => {
      for (;;) {
        const sight = await lab.make(ill);
        if (sure.every((name) => sight.sure[name] === false)) return sight;
        await pause(500);
      }
    };
    try {
      // The third result makes a hard state.
      for (const _ of [1, 2, 3]) await lab.ask([]);
      let before = 0;
      for (const part of PARTS) {
        const { told, unreachable } = await see(part);
        expect(told.slice(before).toSorted(), part.what).toEqual(part.told.toSorted());
        expect(unreachable, part.what).toEqual(expect.arrayContaining([...part.unreachable]));
        before = told.length;
      }
    } finally {
      lab.close();
    }
  });
});
