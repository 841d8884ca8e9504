import { describe, expect, test } from "vitest";
import type { LabInput } from "../../../src/lab/lab-input.ts";
import { listenForDrift } from "../../../src/prove/drift/find-drift.ts";
import type { BrokenPromise } from "../../../src/prove/proof.ts";
import { awaitRoutes } from "../../../src/prove/settle/await-routes.ts";
import { awaitSessions } from "../../../src/prove/settle/await-sessions.ts";
import { labInput, openLab } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { shared } from "../../support/shared.ts";
import { driftFleet } from "./drift-fleet.ts";
import { type Planted, plant } from "./proof-lab.ts";

const NEEDS = ["haproxy", "bird", "nft", "apache2", "icinga2", "ip", "openssl", "namespaces"] as const;

const FIREWALL = "lb1/etc/nftables.d/intentlb.nft";
const HAPROXY = "lb1/etc/haproxy/haproxy.cfg";

/** A mistake for each service, and all its findings: node, service, what was expected, what was found. */
const MISTAKES: Readonly<
  Record<string, { what: string; planted: readonly Planted[]; found: readonly (readonly string[])[] }>
> = {
  shut: {
    what: "a rule of the firewall is missing",
    planted: [
      {
        place: FIREWALL,
        from: '\t\t\t192.0.2.11 . tcp . 80 comment "frontend http of shut" : jump admit_public_world_ipv4,\n',
        to: "",
      },
    ],
    found: [
      ["lb1", "sources allowed by the firewall", "everyone except 203.0.113.66/32 to 192.0.2.11 tcp/80", "nobody"],
    ],
  },
  wide: {
    what: "a rule of the firewall is too wide",
    planted: [
      {
        place: FIREWALL,
        from: '192.0.2.12 . tcp . 80 comment "frontend http of wide" : jump admit_public_office_ipv4,',
        to: '192.0.2.12 . tcp . 80 comment "frontend http of wide" : jump admit_public_world_ipv4,',
      },
    ],
    found: [
      [
        "lb1",
        "sources allowed by the firewall",
        "198.51.100.0/24 to 192.0.2.12 tcp/80",
        "everyone except 203.0.113.66/32",
      ],
    ],
  },
  bared: {
    what: "a member's firewall is open to more than its load balancers",
    planted: [
      {
        place: "web2/etc/nftables.d/intentlb.nft",
        from: "\t\tip daddr . meta l4proto . th dport vmap @own_ipv4\n",
        to: "\t\tip saddr 10.0.0.0/24 tcp dport 8013 accept\n\t\tip daddr . meta l4proto . th dport vmap @own_ipv4\n",
      },
    ],
    found: [
      [
        "web2",
        "sources allowed by the firewall",
        "10.0.0.11/32, 10.0.0.12/32, 10.0.0.99/32 to 10.0.0.22 tcp/8013",
        "10.0.0.0/24",
      ],
    ],
  },
  opened: {
    what: "the firewall lets in to a port that nobody has",
    planted: [
      {
        place: FIREWALL,
        from: "\t\tip daddr @vips_ipv4 goto refused\n",
        to: "\t\tip daddr 192.0.2.14 tcp dport 8000-8010 accept\n\t\tip daddr @vips_ipv4 goto refused\n",
      },
    ],
    found: [["lb1", "sources allowed by the firewall", "nobody to 192.0.2.14 tcp/8000 to 8010", "everyone"]],
  },
  ported: {
    what: "HAProxy listens at one port more",
    planted: [
      { place: HAPROXY, from: "    bind 192.0.2.15:80\n", to: "    bind 192.0.2.15:80\n    bind 192.0.2.15:8080\n" },
    ],
    found: [
      ["lb1", "listeners of haproxy", "nothing at 192.0.2.15 tcp/8080", "haproxy listens there"],
      ["lb1", "host names", "no ported.example at 192.0.2.15 tcp/8080", "belongs to ported"],
    ],
  },
  deaf: {
    what: "IPv6 is not bound",
    planted: [{ place: HAPROXY, from: "    bind [2001:db8:53::16]:80\n", to: "" }],
    found: [
      ["lb1", "listeners of haproxy", "haproxy at 2001:db8:53::16 tcp/80", "not listening there"],
      ["lb1", "listeners on ports open in the firewall", "a listener at 2001:db8:53::16 tcp/80", "none"],
      ["lb1", "announced prefixes", "2001:db8:53::16/128", "not announced"],
      ["lb1", "host names", "deaf.example at 2001:db8:53::16 tcp/80 belongs to deaf", "unknown"],
    ],
  },
  mute: {
    what: "BIRD's filter keeps a VIP back",
    planted: [
      {
        place: "lb1/etc/bird/bird.conf",
        from: "filter EXPORT4 {\n",
        to: "filter EXPORT4 {\n  if net = 192.0.2.17/32 then reject;\n",
      },
    ],
    found: [["lb1", "announced prefixes", "192.0.2.17/32", "not announced"]],
  },
  strayed: {
    what: "the port of a server is wrong",
    planted: [{ place: HAPROXY, from: "server web2 10.0.0.22:8018 ", to: "server web2 10.0.0.22:9018 " }],
    found: [
      ["lb1", "server web2 of backend web", "10.0.0.22 port 8018, weight 100", "10.0.0.22 port 9018, weight 100"],
      ["web2", "sources allowed by the firewall of a member of web", "lb1 (10.0.0.11) to 10.0.0.22 tcp/9018", "nobody"],
      ["lb1", "checks of haproxy", "10.0.0.22 port 8018 / by http", "no such check"],
      ["lb1", "checks of haproxy", "no check of 10.0.0.22 port 9018", "it is checked"],
    ],
  },
  weighty: {
    what: "the weight of a server is wrong",
    planted: [
      { place: HAPROXY, from: "server web1 10.0.0.21:8019 weight 100", to: "server web1 10.0.0.21:8019 weight 10" },
    ],
    found: [["lb1", "server web1 of backend web", "10.0.0.21 port 8019, weight 100", "10.0.0.21 port 8019, weight 10"]],
  },
  unknown: {
    what: "HAProxy does not know a host name",
    planted: [
      {
        place: "lb1/etc/haproxy/maps/hosts.map",
        from: "service-unknown-80/unknown.example",
        to: "service-unknown-80/other.example",
      },
    ],
    found: [
      ["lb1", "host names", "unknown.example at 192.0.2.20 tcp/80 belongs to unknown", "unknown"],
      ["lb1", "host names", "unknown.example at 2001:db8:53::20 tcp/80 belongs to unknown", "unknown"],
      ["lb1", "host names", "no other.example at 192.0.2.20 tcp/80", "belongs to unknown"],
      ["lb1", "host names", "no other.example at 2001:db8:53::20 tcp/80", "belongs to unknown"],
    ],
  },
  hostless: {
    what: "a virtual host of Apache is missing",
    planted: [
      {
        place: "web1/etc/apache2/intentlb/hostless.conf",
        from: "ServerName http://hostless.example:80",
        to: "ServerName http://other.example:80",
      },
    ],
    found: ["ipv4", "ipv6"].flatMap((family) => [
      ["web1", "virtual hosts", `hostless.example at any ${family} address tcp/8021`, "no such virtual host"],
      ["web1", "virtual hosts", `no other.example at any ${family} address tcp/8021`, "it exists"],
    ]),
  },
  unasked: {
    what: "HAProxy does not check a member",
    planted: [
      {
        place: HAPROXY,
        from: "server web1 10.0.0.21:8022 weight 100\n",
        to: "server web1 10.0.0.21:8022 weight 100 no-check\n",
      },
    ],
    found: [["lb1", "checks of haproxy", "10.0.0.21 port 8022 / by http", "no such check"]],
  },
  unchecked: {
    what: "Icinga does not check a frontend",
    planted: [
      {
        place: "mon1/etc/icinga2/intentlb/vips.conf",
        from: '"unchecked:http" = { service = "unchecked", title = "unchecked http", command = "http", remote = [ "ipv4", "ipv6" ]',
        to: '"unchecked:http" = { service = "unchecked", title = "unchecked http", command = "http", remote = [ "ipv4" ]',
      },
    ],
    found: [["mon1", "checks of icinga2", "2001:db8:53::23 port 80 unchecked.example / by http", "no such check"]],
  },
  absent: {
    what: "a load balancer does not have a VIP",
    planted: [
      {
        place: "lb1/etc/systemd/network/50-anycast0.network",
        from: "Address=192.0.2.24/32\n",
        to: "Address=192.0.2.250/32\n",
      },
    ],
    found: [
      ["lb1", "sources allowed by the firewall", "everyone except 203.0.113.66/32 to 192.0.2.24 tcp/80", "nobody"],
      ["lb1", "addresses of VIPs", "192.0.2.24/32", "no such address"],
      ["lb1", "announced prefixes", "192.0.2.24/32", "not announced"],
    ],
  },
  neighbourly: {
    what: "a load balancer takes the VIPs around one for its own network",
    planted: [
      {
        place: "lb1/etc/systemd/network/50-anycast0.network",
        from: "Address=192.0.2.25/32\n",
        to: "Address=192.0.2.25/28\n",
      },
    ],
    found: [["lb1", "addresses of VIPs", "192.0.2.25/32", "192.0.2.25/28"]],
  },
  outgoing: {
    what: "a load balancer's own connections may come from a VIP",
    planted: [
      {
        place: "lb1/etc/systemd/network/50-anycast0.network",
        from: "Address=192.0.2.26/32\nPreferredLifetime=0\n",
        to: "Address=192.0.2.26/32\n",
      },
    ],
    found: [
      [
        ...["lb1", "addresses of VIPs"],
        ...["192.0.2.26/32 for incoming connections alone", "own connections may come from it"],
      ],
    ],
  },
  crowded: {
    what: "a frontend takes fewer connections than its share",
    planted: [
      {
        place: HAPROXY,
        from: "53::27]:80\n    timeout client 50s\n    timeout http-request 10s\n    timeout http-keep-alive 10s\n    maxconn 40000\n",
        to: "53::27]:80\n    timeout client 50s\n    timeout http-request 10s\n    timeout http-keep-alive 10s\n    maxconn 4000\n",
      },
    ],
    found: ["192.0.2.27", "2001:db8:53::27"].map((vip) => [
      ...["lb1", `connections at ${vip} tcp/80`, "40000 at most, like other places without a limit", "4000"],
    ]),
  },
};

/** Findings that belong to no service. */
const OTHERS = [
  {
    place: "rr1/etc/nftables.d/intentlb.nft",
    from: "\t\tct state invalid counter drop\n\n",
    to: "\t\tct state invalid counter drop\n\t\tmeta mark 7 accept\n\n",
  },
  { place: "rr2/etc/bird/bird.conf", from: "neighbor 10.0.0.12 ", to: "neighbor 10.0.0.212 " },
  { place: "rr2/etc/bird/bird.conf", from: "neighbor 10.0.0.254 ", to: "neighbor 10.0.0.253 " },
  { place: "rr2/etc/bird/bird.conf", from: "protocol bgp 'rr1-v6' ", to: "protocol bgp 'rr3-v6' " },
];

/** Drift of the daemons, without waiting for the VIPs of some services. */
async function driftOf(input: LabInput, unannounced: readonly string[]): Promise<readonly BrokenPromise[]> {
  const { lab, close } = await openLab(input);
  try {
    const listen = listenForDrift(lab, input);
    const isMeant = (service?: string) => service !== undefined && !unannounced.includes(service);
    const { signal } = new AbortController();
    const [wrong] = await Promise.all([
      awaitRoutes(lab, input, { isMeant, isFirst: true, onWait: () => {}, signal }),
      awaitSessions(lab, input.fleet, { signal }),
    ]);
    expect(wrong).toEqual([]);
    return (await listen()).broken;
  } finally {
    await close();
  }
}

describeWith(NEEDS, "drift of the daemons", () => {
  test("has no drift", async () => {
    expect(await driftOf(labInput(driftFleet()), [])).toEqual([]);
  });

  test.each([
    "generators/apache/cases/connections/catalog",
    "generators/haproxy/cases/websites/catalog",
    "generators/nftables/cases/daemons/catalog",
  ])("has no drift in %s", async (catalog) => {
    expect(await driftOf(labInput(readFolder(catalog)), [])).toEqual([]);
  });

  describe("finds mistakes in files:", () => {
    const listened = shared(() => {
      const planted = [...Object.values(MISTAKES).flatMap((mistake) => mistake.planted), ...OTHERS];
      return driftOf(plant(labInput(driftFleet()), planted), ["deaf", "mute", "absent"]);
    });

    const found = async (service?: string) =>
      (await listened())
        .filter((each) => each.service === service)
        .map(({ nodes, asked, wanted, seen }) => [nodes.join(), asked.replace(/^drift: /, ""), wanted, seen]);

    test.each(Object.entries(MISTAKES).map(([service, { what }]) => [what, service] as const))(
      "%s",
      async (_, service) => {
        expect(await found(service)).toEqual(MISTAKES[service]?.found);
      },
    );

    test("nothing else", async () => {
      const services = (await listened()).flatMap(({ service }) => service ?? []);
      expect([...new Set(services)].sort()).toEqual(Object.keys(MISTAKES).sort());
    });

    test("rules that are not understood are reported", async () => {
      expect(await found()).toContainEqual([
        ...["rr1", "state of nftables", "only known state"],
        'the expression {"meta":{"key":"mark"}} in chain input',
      ]);
    });

    test("sessions of a reflector that are down, even if another one makes up for them", async () => {
      expect((await found()).filter(([, asked]) => asked?.startsWith("BGP session "))).toEqual([
        ["lb2", "BGP session rr2-v4", "established with rr2 (10.0.0.2)", "it is down"],
        ["rr2", "BGP session core1-v4", "established with core1 (10.0.0.254)", "it is with 10.0.0.253"],
        ["rr2", "BGP session lb2-v4", "established with lb2 (10.0.0.12)", "it is with 10.0.0.212"],
        ["rr2", "BGP session rr1-v6", "established with rr1 (2001:db8::1)", "no such session"],
      ]);
    });

    test("an unexpected address is found, and not reached by accident", async () => {
      expect(await found()).toContainEqual(["lb1", "addresses of VIPs", "no 192.0.2.250/32", "it is there"]);
      expect(await found()).toContainEqual([
        ...["lb1", "sources allowed by the firewall", "nobody to 192.0.2.250 tcp/22", "198.51.100.0/24"],
      ]);
    });
  });
});
