import { expect, test } from "vitest";
import type { BrokenPromise } from "../../../src/prove/proof.ts";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { shared } from "../../support/shared.ts";
import { layersFleet } from "../layers-fleet.ts";
import { type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "bird", "nft", "apache2", "ip", "openssl", "plugins", "dig", "namespaces"] as const;

const HAPROXY1 = "lb1/etc/haproxy/haproxy.cfg";
const REFLECTOR = "rr1/etc/bird/bird.conf";
const SYSCTL = "lb2/etc/sysctl.d/60-intentlb-anycast.conf";

interface Mistake {
  readonly planted: readonly Planted[];
  /** Some of its findings: service, node, what was asked, what was expected, what was seen. */
  readonly found: readonly (readonly [service: string, node: string, asked: string, wanted: string, seen: RegExp])[];
}

/** Mistakes that no client notices, because something else still holds. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  "HAProxy lets blocked networks in, which the firewall hides": {
    planted: [
      {
        place: HAPROXY1,
        from: "    tcp-request connection reject if { src -f /etc/haproxy/acl/abusers.txt }\n",
        to: "",
      },
    ],
    found: [
      [
        ...(["shop", "lb1"] as const),
        "http://shop.example/ past the firewall at 192.0.2.10 (IPv4) from abusers (203.0.113.66)",
        "a closed connection, without an answer",
        /^an answer: "HTTP\/1\.1 200 OK/,
      ],
    ],
  },
  "HAProxy lets everybody in to a service for some": {
    planted: [{ place: "lb2/etc/haproxy/acl/ipv4/campus.txt", from: "10.0.0.0/8", to: "0.0.0.0/0" }],
    found: [
      [
        ...(["desk", "lb2"] as const),
        "http://desk.shop.example/ past the firewall at 192.0.2.20 (IPv4) from world (203.0.113.11)",
        "status 403",

        /^status 200 from web3$/,
      ],
    ],
  },
  "a web server has no page for an error": {
    planted: [
      {
        place: "web3/etc/apache2/intentlb/desk.conf",
        from: '    ErrorDocument 503 "/.intentlb-errors/503.html"\n',
        to: "",
      },
    ],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/.intentlb-lab/503 of web3 at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "status 503 with the page of the lab for status 503",
        /^another page: /,
      ],
    ],
  },
  "a web server leads clients to TLS that nobody offers": {
    planted: [
      {
        place: "web3/etc/apache2/intentlb/desk.conf",
        from: "ServerName http://desk.shop.example:80",
        to: "ServerName https://desk.shop.example:443",
      },
    ],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/folder-of-the-lab of web3 for campus (10.0.0.11) at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "redirect 301 to http://desk.shop.example/folder-of-the-lab/",
        /^redirect 301 to https:\/\/desk.shop.example\/folder-of-the-lab\/$/,
      ],
    ],
  },
  "a web server lets folders override its configuration": {
    planted: [{ place: "web3/etc/apache2/intentlb/desk.conf", from: "        AllowOverride None\n", to: "" }],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/a-page-of-the-lab of web3 for campus (10.0.0.11) at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "status 200",
        /^the header x-lab-override: yes, which nothing in the catalog sets$/,
      ],
    ],
  },
  "a web server follows links to files of others": {
    planted: [
      {
        place: "web3/etc/apache2/intentlb/desk.conf",
        from: "        Options SymLinksIfOwnerMatch\n",
        to: "        Options FollowSymLinks\n",
      },
    ],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/foreign-link-of-the-lab.html of web3 for campus (10.0.0.11) at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "status 403",
        /^status 200 from web3$/,
      ],
    ],
  },
  "a web server logs less than promised": {
    planted: [
      {
        place: "web3/etc/apache2/conf-enabled/zz-intentlb.conf",
        from: ' \\"%{Referer}i\\" \\"%{User-Agent}i\\""',
        to: '"',
      },
      {
        place: "web3/etc/apache2/intentlb/desk.conf",
        from: `    ErrorLog "\${APACHE_LOG_DIR}/desk.error.log"\n`,
        to: "",
      },
    ],
    found: [
      [
        ...(["desk", "web3"] as const),
        "access log after a request for /a-page-of-the-lab",
        "status 200 for 10.0.0.11 in the format combined",
        /^status 200 for 10.0.0.11 in the format common$/,
      ],
      ["desk", "web3", "log of its errors", "a file", /^no file$/],
    ],
  },
  "a web server compares restricted paths only as they are written": {
    planted: [{ place: "web3/etc/apache2/intentlb/desk.conf", from: "%(?:25)*(?:2f|5c)", to: "%(?:25)*(?:2f)" }],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/%25255cprivate/a-page-of-the-lab of web3 for campus (10.0.0.11) at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "status 403",
        /^status 200 from web3$/,
      ],
    ],
  },
  "HAProxy shows its statistics to everybody": {
    planted: [
      { place: HAPROXY1, from: "    tcp-request connection reject if { dst 10.1.0.11 } !allowed-ipv4\n", to: "" },
    ],
    found: [
      [
        ...(["", "lb1"] as const),
        "tcp port 8404 of lb1 past the firewall at 10.1.0.11 (IPv4) from world (203.0.113.11)",
        "a closed connection, without an answer",
        /^an answer: "HTTP\/1\.1 200 OK/,
      ],
    ],
  },
  "the kernel tracks datagrams": {
    planted: [
      {
        place: "dns1/etc/nftables.d/intentlb.nft",
        from: "ip daddr . udp dport @untracked_ipv4 counter notrack",
        to: "ip daddr . udp dport @untracked_ipv4 counter",
      },
    ],
    found: [
      [
        ...(["names", "dns1"] as const),
        "connection tracking of udp port 53 at 192.0.2.53",
        "no entries: datagrams are not tracked",
        /^\d+$/,
      ],
    ],
  },
  "Apache lets everybody in, which HAProxy hides": {
    planted: [
      {
        place: "web3/etc/apache2/intentlb/desk.conf",
        from: "Require ip 2001:db8:1::/48",
        to: "Require all granted",
      },
    ],
    found: [
      [
        ...(["desk", "web3"] as const),
        "desk.shop.example/a-page-of-the-lab of web3 for world (203.0.113.11) at 10.2.0.23 (IPv4) from lb1 (10.1.0.11)",
        "status 403",
        /^status 200 from web3$/,
      ],
    ],
  },
  "a load balancer claims VIPs by ARP": {
    planted: [
      { place: SYSCTL, from: "arp_ignore = 1", to: "arp_ignore = 0" },
      { place: SYSCTL, from: "net.ipv6.ip_nonlocal_bind = 1", to: "net.ipv6.ip_nonlocal_bind = 0" },
    ],
    found: [
      [
        ...(["shop", "lb2"] as const),
        "ARP request for 192.0.2.10 from core2",
        "no reply, because other nodes may carry it, too",
        /^lb2 claims it$/,
      ],
      ["", "lb2", "drift: kernel's net.ipv4.conf.all.arp_ignore", "1", /^0$/],
      ["", "lb2", "drift: kernel's net.ipv6.ip_nonlocal_bind", "1", /^0$/],
    ],
  },
  "a reflector believes everything": {
    planted: [
      { place: REFLECTOR, from: "    import where net ~ ANNOUNCE4 && net ~ 'routes:lb1-v4';", to: "    import all;" },
    ],
    found: [
      ["", "rr1", "route to 203.0.113.0/32 that lb1 announces but must not", "refused", /^accepted$/],
      ["", "rr1", "route to 192.0.2.0/24 that lb2 announces but must not", "refused", /^accepted$/],
      ["names", "rr1", "route to 192.0.2.53/32 that lb1 announces but must not", "refused", /^accepted$/],
    ],
  },
  "a reflector believes another reflector everything": {
    planted: [{ place: REFLECTOR, from: "    import where net ~ ANNOUNCE6;", to: "    import all;" }],
    found: [["", "rr1", "route to 3fff::/128 that rr2 announces but must not", "refused", /^accepted$/]],
  },
  "a router believes reflectors everything": {
    planted: [{ place: "_peers/core1/bird.conf", from: "    import where net ~ ANNOUNCE4;", to: "    import all;" }],
    found: [["", "core1", "route to 203.0.113.0/32 that rr2 announces but must not", "refused", /^accepted$/]],
  },
  "a node announces whatever is on health0": {
    planted: [
      {
        place: "dns1/etc/bird/bird.conf",
        from: "  if net !~ ROUTES4 then reject; # of a service that this node carries\n",
        to: "",
      },
    ],
    found: [["", "dns1", "route to 192.0.2.1/32 that dns1 has but must not announce", "kept back", /^announced$/]],
  },
  "a node announces routes from anywhere": {
    planted: [
      {
        place: "dns2/etc/bird/bird.conf",
        from: 'if proto != "HEALTHY" then reject;',
        to: "if net = 2001:db8:53::/128 then accept;",
      },
    ],
    found: [["", "dns2", "route to 2001:db8:53::/128 that dns2 has but must not announce", "kept back", /^announced$/]],
  },
  "routes are announced with marks of another site": {
    planted: [{ place: "dns1/etc/bird/bird.conf", from: "(64512, 2001)", to: "(64512, 2002)" }],
    found: [
      [
        ...(["names", "dns1"] as const),
        "drift: announced prefixes",
        "192.0.2.53/32 with community (64512,1001), community (64512,2001), local preference 100",
        /^with community \(64512,1001\), community \(64512,2002\), local preference 100$/,
      ],
    ],
  },
  "a session is without BFD": {
    planted: [{ place: "dns2/etc/bird/bird.conf", from: "  bfd on;\n", to: "  bfd off;\n" }],
    found: [["", "dns2", "drift: BGP session rr1-v4", "BFD within 900 ms", /^no BFD$/]],
  },
  "routers forget a reflector that restarts": {
    planted: [{ place: "rr2/etc/bird/bird.conf", from: "  graceful restart time 300;\n", to: "" }],
    found: [
      ["", "rr2", "drift: BGP session core1-v4", "graceful restart within 300 s", /^graceful restart within \d+ s$/],
    ],
  },
  "a reflector is not protected from floods": {
    planted: [{ place: "rr2/etc/bird/bird.conf", from: "    receive limit 100006 action restart;\n", to: "" }],
    found: [["", "rr2", "drift: BGP session rr1-v4", "a limit of 100000 to 200000 routes", /^any number is received$/]],
  },
  "a firewall drops what says that a packet is too big": {
    planted: [{ place: "web1/etc/nftables.d/intentlb.nft", from: "packet-too-big, ", to: "" }],
    found: [
      ["", "web1", "drift: ICMP that the firewall allows", "ICMPv6 type 2 from ::/0", /^ICMPv6 type 2 from nobody$/],
    ],
  },
  "two nodes have the same router id": {
    planted: [{ place: "dns2/etc/bird/bird.conf", from: "router id 10.2.0.53;", to: "router id 10.1.0.53;" }],
    found: [["", "dns2", "drift: router id", "10.2.0.53", /^10\.1\.0\.53$/]],
  },
  "a reflector refuses a VIP": {
    planted: [{ place: "rr2/etc/bird/bird.conf", from: "  192.0.2.20/32\n", to: "  192.0.2.21/32\n" }],
    found: [["desk", "rr2", "drift: routes that it accepts from lb1", "192.0.2.20/32", /^it does not$/]],
  },
  "a reflector knows no way to another site": {
    planted: [{ place: "rr2/etc/bird/bird.conf", from: "  learn;\n", to: "" }],
    found: [
      [
        ...(["names", "rr2"] as const),
        "drift: routes that it accepts from dns1",
        "192.0.2.53/32 with a next hop that it can reach",
        /^it knows no way there$/,
      ],
    ],
  },
  "a load balancer would accept routes": {
    planted: [{ place: "lb2/etc/bird/bird.conf", from: "    import none;\n", to: "" }],
    found: [["", "lb2", "drift: BGP session rr1-v4", "no route is accepted", /^some may be$/]],
  },
  "a VIP is announced whether or not its port is open": {
    planted: [
      { place: "lb1/etc/intentlb/health.conf", from: "desk\thaproxy\tlisten:192.0.2.20\n", to: "desk\thaproxy\n" },
      {
        place: "lb1/etc/intentlb/health.conf",
        from: "check\tlisten:192.0.2.20\t3000\t1000\t2\t2\ttcp\t192.0.2.20\t80\n",
        to: "",
      },
    ],
    found: [
      [
        ...(["desk", "lb1"] as const),
        "drift: what 192.0.2.20 is announced for",
        "192.0.2.20 tcp/80 by tcp, every 3 s within 1 s, rise 2, fall 2",
        /^only haproxy every 1 s within 1 s, rise 2, fall 2$/,
      ],
    ],
  },
  "a VIP is announced for the port of another one": {
    planted: [
      {
        place: "lb2/etc/intentlb/health.conf",
        from: "listen:192.0.2.20\t3000\t1000\t2\t2\ttcp\t192.0.2.20\t80\n",
        to: "listen:192.0.2.20\t3000\t1000\t2\t2\ttcp\t192.0.2.10\t80\n",
      },
    ],
    found: [
      [
        ...(["desk", "lb2"] as const),
        "drift: what 192.0.2.20 is announced for",
        "192.0.2.20 tcp/80 by tcp, every 3 s within 1 s, rise 2, fall 2",
        /^only haproxy .*; listen:192\.0\.2\.20 every 3 s/,
      ],
    ],
  },
};

describeWith(NEEDS, "layers behind others", () => {
  const broken = shared(async () => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    const { services, others } = await proveInLab(plant(labInput(layersFleet()), planted));
    return [...services.flatMap((each) => each.broken), ...others];
  });

  test.each(Object.entries(MISTAKES))("%s", { timeout: 120_000 }, async (_, { found }) => {
    const all = await broken();
    for (const [service, node, asked, wanted, seen] of found) {
      const named: Partial<BrokenPromise> = service === "" ? {} : { service };
      const finding = { ...named, nodes: [node], asked, wanted, seen: expect.stringMatching(seen) };
      expect(all).toContainEqual(expect.objectContaining(finding));
    }
  });

  test("nothing is found elsewhere", { timeout: 120_000 }, async () => {
    const places = new Set((await broken()).map(({ service = "", nodes }) => `${service} ${nodes.join()}`.trim()));
    const ofServices = [
      "desk lb1",
      "desk lb2",
      "desk rr2",
      "desk web3",
      "names dns1",
      "names rr1",
      "names rr2",
      "shop lb1",
      "shop lb2",
      "shop rr2",
    ];
    // The other reflector believes what the first passes on.
    expect([...places].sort()).toEqual(
      ["core1", ...ofServices, "dns1", "dns2", "lb1", "lb2", "rr1", "rr2", "web1"].sort(),
    );
  });
});
