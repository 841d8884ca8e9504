import { expect, test } from "vitest";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { shared } from "../../support/shared.ts";
import { monitoringFleet } from "./monitoring-fleet.ts";
import { type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = [
  "haproxy",
  "bird",
  "nft",
  "apache2",
  "icinga2",
  "plugins",
  "dig",
  "ip",
  "openssl",
  "namespaces",
] as const;

const VIPS = "mon1/etc/icinga2/intentlb/vips.conf";
const COMMANDS = "mon1/etc/icinga2/intentlb/commands.conf";

interface Mistake extends Planted {
  /** Findings: service, what was checked, how it came out. */
  readonly found: readonly (readonly [service: string, checks: string, seen: RegExp])[];
}

/** Mistakes that leave Icinga's objects as they should be, or show in what comes out, too. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  "a plugin does not exist": {
    ...{ place: COMMANDS, from: 'PluginDir + "/check_dig"', to: 'PluginDir + "/check_digg"' },
    found: [
      [
        ...(["names", "names::health on service:names:ipv4, names::health on service:names:ipv6"] as const),
        /^UNKNOWN: No data returned from command$/,
      ],
    ],
  },
  "an agent looks for plugins elsewhere": {
    ...{ place: "dns1/etc/icinga2/intentlb/icinga2.conf", from: "/usr/lib/nagios/plugins", to: "/usr/lib/plugins" },
    found: [
      ["names", "names:dns:ipv4 on dns1, names:dns:ipv6 on dns1", /\/usr\/lib\/plugins\/check_tcp/],
      ["names", "names::health:ipv4 on dns1, names::health:ipv6 on dns1", /\/usr\/lib\/plugins\/negate/],
    ],
  },
  "a plugin does not know a flag": {
    ...{ place: COMMANDS, from: '"-n" = "$certificate_names$"', to: '"-N" = "$certificate_names$"' },
    found: [
      [
        ...(["www", "www:https:certificate on service:www:ipv4, www:https:certificate on service:www:ipv6"] as const),
        /^UNKNOWN: Illegal option -N$/,
      ],
    ],
  },
  "an agent's plugin does not know a flag": {
    ...{
      place: "lb1/etc/icinga2/intentlb/commands.conf",
      from: '"-b" = "$intentlb_backend$"',
      to: '"-B" = "$intentlb_backend$"',
    },
    found: [
      ["intern", "intern:web:haproxy on lb1", /^UNKNOWN/],
      ["mail", "mail:submission:haproxy on lb1, mail:submissions:haproxy on lb1", /^UNKNOWN/],
    ],
  },
  "a plugin lacks an argument": {
    ...{ place: "lb2/etc/icinga2/intentlb/commands.conf", from: "$intentlb_session$", to: "$intentlb_sessions$" },
    found: [["", "bgp:rr1-v4 on lb2, bgp:rr1-v6 on lb2", /^UNKNOWN: not a valid name of a session/]],
  },
  "a state means another one": {
    ...{
      place: COMMANDS,
      from: '"-w", "CRITICAL", PluginDir + "/check_smtp"',
      to: '"-o", "CRITICAL", PluginDir + "/check_smtp"',
    },
    found: [["mail", "mail:submission on service:mail:ipv4, mail:submission on service:mail:ipv6", /CRITICAL/]],
  },
  "a program of the catalog gets another argument": {
    ...{ place: COMMANDS, from: '"--item", "a b"', to: '"--item", "a c"' },
    found: (["192.0.2.10 ipv4", "2001:db8:53::10 ipv6"] as const).map((to) => [
      "www",
      `www::check:order on service:www:${to.slice(-4)}`,
      new RegExp(`^CRITICAL: not called as the catalog says: www ${to} --price 5\\$ --item a c$`),
    ]),
  },
  "another status is expected of a page": {
    ...{
      place: VIPS,
      from: 'http_sni = true, http_uri = "/", http_expect = "HTTP/1.0 2,HTTP/1.1 2,HTTP/1.0 3,HTTP/1.1 3"',
      to: 'http_sni = true, http_uri = "/", http_expect = "HTTP/1.0 204,HTTP/1.1 204"',
    },
    found: [
      [
        ...([
          "www",
          "www:https on service:www:ipv4, www:https on service:www:ipv6, www:https:ipv4 on lb1 and 3 more",
        ] as const),
        /^HTTP CRITICAL - Invalid HTTP response received from host on port 443: HTTP\/1.1 200 OK/,
      ],
    ],
  },
  "a certificate must be valid for longer than it is": {
    ...{
      place: VIPS,
      from: '"www.shop.example" ], certificate_warn_days = 30, certificate_critical_days = 14',
      to: '"www.shop.example" ], certificate_warn_days = 30, certificate_critical_days = 1400',
    },
    found: [
      [
        ...([
          "www",
          "www:https:certificate:ipv4 on lb1, www:https:certificate:ipv4 on lb2, www:https:certificate:ipv6 on lb1, www:https:certificate:ipv6 on lb2",
        ] as const),
        /^CRITICAL: expires on .*, within 1400 days$/,
      ],
    ],
  },
  "an agent is elsewhere": {
    ...{ place: "mon1/etc/icinga2/intentlb/zones.conf", from: 'host = "10.0.0.22"', to: 'host = "10.0.0.122"' },
    found: [["", "agent on app1", /^CRITICAL: Zone 'app1' is not connected/]],
  },
};

const TEAMS = "mon1/etc/icinga2/intentlb/teams.conf";

/** Mistakes in the commands that tell people, and a finding: what is told, to whom it should be, and what happened. */
const UNTOLD: Readonly<Record<string, Planted & { readonly found: readonly [string, RegExp, string, string] }>> = {
  "the script for hosts does not know an option": {
    place: TEAMS,
    from: '"-n" = "$host.display_name$"\n    "-o" = "$host.output$"',
    to: '"-z" = "$host.display_name$"\n    "-o" = "$host.output$"',
    found: ["mail", /^mail about service:(?:mail|names):ipv[46]$/, "sent to mail@shop.example", "sent to nobody"],
  },
  "mail goes to the name of a user": {
    place: TEAMS,
    from: '"-o" = "$service.output$"\n    "-r" = "$user.email$"',
    to: '"-o" = "$service.output$"\n    "-r" = "$user.name$"',
    found: [
      "mail",
      /^mail about (?:mail:submissions?|names:dns) on service:/,
      "sent to mail@shop.example",
      "sent to mail",
    ],
  },
  "the pager is not told the state of a host": {
    place: TEAMS,
    ...{ from: 'STATE = "$host.state$"', to: 'STATE = "$host.name$"' },
    found: ["names", /^page about service:names:ipv[46]$/, "sent to web-oncall", "without STATE=UP"],
  },
  "the pager is told under another name which service it is": {
    place: TEAMS,
    ...{ from: 'SERVICE = "$service.name$"', to: 'SERVICES = "$service.name$"' },
    found: ["names", /^page about names:dns on service:names:ipv[46]$/, "sent to web-oncall", "sent to nobody"],
  },
};

describeWith(NEEDS, "what monitoring finds of a healthy fleet", () => {
  const found = shared(async () => {
    const { services, others } = await proveInLab(
      plant(labInput(monitoringFleet()), [...Object.values(MISTAKES), ...Object.values(UNTOLD)]),
    );
    return [...others, ...services.flatMap(({ broken }) => broken)]
      .filter(({ asked }) => asked.startsWith("monitoring: "))
      .map(({ service = "", nodes, asked, wanted, seen }) => [
        ...[service, nodes.join(), asked.replace("monitoring: ", ""), wanted, seen],
      ]);
  });

  test.each(Object.entries(MISTAKES))("%s", async (_, mistake) => {
    for (const [service, checks, seen] of mistake.found) {
      expect(await found()).toContainEqual([service, "mon1", checks, "healthy", expect.stringMatching(seen)]);
    }
  });

  test.each(Object.entries(UNTOLD))("%s", async (_, { found: [service, asked, wanted, seen] }) => {
    expect(await found()).toContainEqual([service, "mon1", expect.stringMatching(asked), wanted, seen]);
  });

  test("and nothing else", async () => {
    const known = Object.values(MISTAKES).flatMap((mistake) => mistake.found.map(([, checks]) => checks));
    const told = Object.values(UNTOLD).map((mistake) => mistake.found[1]);
    const others = (await found()).filter(
      ([, , asked = ""]) => !known.includes(asked) && !told.some((about) => about.test(asked)),
    );
    expect(others).toEqual([]);
  });
});
