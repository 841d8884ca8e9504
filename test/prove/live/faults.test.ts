import { expect, test } from "vitest";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { shared } from "../../support/shared.ts";
import { unevenFleet } from "../uneven-fleet.ts";
import { manyServices } from "./many-services.ts";
import { brokenOf, type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "bird", "nft", "ip", "openssl", "namespaces"] as const;

const FIREWALL = "lb1/etc/nftables.d/intentlb.nft";
const HAPROXY = "lb1/etc/haproxy/haproxy.cfg";
const MAPS = "lb1/etc/haproxy/maps";

describeWith(NEEDS, "generated files pass all tests", () => {
  // The other examples are proven in faults-find.test.ts, with faults.
  test("lbaas", async () => {
    const proof = await proveInLab(labInput(readFolder("examples/lbaas")));
    expect([...proof.others, ...proof.services.flatMap(({ broken }) => broken)]).toEqual([]);
    expect(proof.services.every(({ answers, refusals }) => answers + refusals > 0)).toBe(true);
  });

  test("uneven machines", async () => {
    const { services, others } = await proveInLab(labInput(unevenFleet()));
    expect([...others, ...services.flatMap(({ broken }) => broken)]).toEqual([]);
    const refusing = services.filter(({ answers }) => answers === 0);
    expect(refusing.map(({ service, refusals }) => [service, refusals > 0])).toEqual([
      ["emptied", true],
      ["left", true],
    ]);
  });

  test("a node whose owner manages BIRD or the health daemon", async () => {
    const [catalog = ""] = Object.values(unevenFleet());
    const kept = catalog
      .replace(/^ {2}lb2: \{/m, "$&emit: {bird: false}, ")
      .replace(/^ {2}dns2: \{/m, "$&emit: {health: false}, ");
    const { services, others, silent } = await proveInLab(labInput({ "catalog.yaml": kept }));
    expect([...others, ...services.flatMap(({ broken }) => broken)]).toEqual([]);
    expect(silent).toEqual(["dns2", "lb2"]);
    expect(services.find(({ service }) => service === "leaning")?.answers).toBeGreaterThan(0);
  });

  test("only one service, with --only", async () => {
    const proof = await proveInLab(labInput(readFolder("examples/lbaas")), ["lab-db"]);
    expect(proof.services.map(({ service, broken }) => [service, broken.length])).toEqual([["lab-db", 0]]);
    // lb1, lb2, rr1, rr2 and two members, as test/lab/narrow-input.test.ts has them.
    expect(proof.compared).toMatchObject({ nodes: 6, absent: 5 });
  });
});

/** A router in a fleet that has none. It has the routes that reflectors pass on. */
const ROUTER = `
nodes:
  core1: {site: zone-1, roles: [router], managed: false, addresses: {ipv4: 10.20.1.254/24, ipv6: "2001:db8:20:1::fe/64"}}
`;

// Each waits for routes that never come.
describeWith(NEEDS, "finds mistakes in announcements", () => {
  test.concurrent("a load balancer's export filter rejects one family", async () => {
    const filter = "filter EXPORT6 {\n";
    const mistake = { place: "lb2/etc/bird/bird.conf", from: filter, to: `${filter}  reject;\n` };
    const input = plant(labInput(readFolder("examples/lbaas")), [mistake]);
    const proof = await proveInLab(input, ["shop", "lab-db"]);
    const broken = proof.services.flatMap(({ service }) => brokenOf(proof, service));
    const at = (service: string, prefix: string) =>
      ["rr1", "rr2"].map((router) => ({
        ...{ service, nodes: ["lb2"], asked: `route to ${prefix} on ${router}` },
        ...{ wanted: "announced by lb1, lb2", seen: "announced by lb1" },
      }));
    expect(broken).toEqual([...at("lab-db", "2001:db8:cb::20/128"), ...at("shop", "2001:db8:cb::10/128")]);
    expect(proof.others).toEqual([]);
  });

  test.concurrent("a load balancer of another site announces the same preference", async () => {
    const mistake = { place: "lb1/etc/bird/bird.conf", from: "bgp_local_pref = 50", to: "bgp_local_pref = 100" };
    const proof = await proveInLab(plant(labInput(unevenFleet()), [mistake]), ["leaning"]);
    const found = brokenOf(proof, "leaning").filter(({ asked }) => asked.startsWith("route "));
    // Over IPv6 there is no other carrier, so the preference does not matter.
    expect(found).toEqual(
      ["core1", "core2"].map((router) => ({
        ...{ service: "leaning", nodes: ["lb1"], asked: `route to 192.0.2.12/32 on ${router}` },
        ...{ wanted: "announced by lb2, lb1 in reserve", seen: "announced by lb1, lb2" },
      })),
    );
  });

  test.concurrent("reflectors pass on only one load balancer", async () => {
    const catalog = readFolder("examples/lbaas");
    // With two reflectors, each would pass on a different one.
    const fleet = catalog["fleet.yaml"]?.replace(/^ {2}rr2:\n(?: {4}.*\n)+/m, "") ?? "";
    const input = labInput({ ...catalog, "fleet.yaml": fleet, "router.yaml": ROUTER });
    const place = "rr1/etc/bird/bird.conf";
    const text = input.tree.files.find((file) => file.place === place)?.content.bytes.toString("utf8") ?? "";
    const from = text.slice(text.indexOf("protocol bgp 'core1-v4' from ROUTER {")).split("\n}\n")[0] ?? "";
    const to = from.replace("    add paths tx;\n", "");
    expect(to).not.toBe(from);
    const proof = await proveInLab(plant(input, [{ place, from, to }]), ["lab-db"]);
    const broken = brokenOf(proof, "lab-db");
    expect(broken.map(({ seen, nodes, ...rest }) => rest)).toMatchObject([
      {
        service: "lab-db",
        asked: "route to 203.0.113.20/32 on core1",
        wanted: "announced by lb1, lb2",
      },
    ]);
    for (const { seen, nodes } of broken) {
      expect(["lb1", "lb2"].filter((name) => !nodes.includes(name)).map((name) => `announced by ${name}`)).toEqual([
        seen,
      ]);
    }
    expect(proof.others).toEqual([]);
  });
});

describeWith(NEEDS, "finds mistakes that only a special request reveals", () => {
  const found = shared(async () => {
    const [catalog = ""] = Object.values(readFolder("examples/minimal"));
    const restricted = catalog.replace(
      "    members: [web1]\n",
      "$&    routes: {/intern: {access: {from: [office]}}}\n",
    );
    const proof = await proveInLab(
      plant(labInput({ "catalog.yaml": restricted }), [
        {
          place: HAPROXY,
          from: "http-request set-var(txn.plain) path,lower",
          to: "http-request set-var(txn.plain) path",
        },
        { place: HAPROXY, from: "x[\\W_]forward(ed)?(", to: "x-forward(ed)?(" },
        { place: HAPROXY, from: "x[\\W_](original|rewrite)(", to: "x[\\W_](rewrite)(" },
      ]),
    );
    expect(proof.others).toEqual([]);
    return brokenOf(proof, "shop");
  });

  test("another case opens a restricted route", async () => {
    const opened = (await found()).filter(({ wanted }) => wanted.startsWith("status"));
    expect(opened).toEqual([
      {
        ...{
          cause: expect.stringContaining("catalog.yaml:"),
          service: "shop",
          nodes: ["lb1"],
          wanted: "status 403",
          seen: "status 200 from web1",
        },
        asked:
          "http://www.shop.example/INTERN, another spelling of /intern, at 192.0.2.10 (IPv4) from world (203.0.113.10)",
      },
    ]);
  });

  test("a load balancer passes on forged headers", async () => {
    const told = (await found()).filter(({ wanted }) => wanted.startsWith("an answer from web1"));
    expect(told.length).toBeGreaterThan(0);
    const seen = new Set(told.map((each) => each.seen));
    const usual = "the member receives headers that the client forged: X_Forwarded_For, X-Original-URL";
    expect(seen).toContain(usual);
    for (const each of seen) expect(each.startsWith(usual)).toBe(true);
  });
});

/** Only the frontend that comes next distinguishes its redirect from those of others. */
const UPGRADE = `redirect location 'https://%[var(txn.host)]%[pathq]' code 301

frontend service-wide-7000 `;

/** A mistake for each service, with the start and end of its finding. */
const MISTAKES: Readonly<
  Record<
    string,
    { what: string; planted: readonly Planted[]; wanted: RegExp; seen: RegExp; asked?: RegExp; node?: string }
  >
> = {
  shut: {
    what: "a rule of the firewall is missing",
    planted: [
      {
        place: FIREWALL,
        from: '\t\t\t192.0.2.12 . tcp . 80 comment "frontend http of shut" : jump admit_public_world_ipv4,\n',
        to: "",
      },
    ],
    asked: /^http:\/\/shut\.example\/( with \S+ and other forged headers)? at 192\.0\.2\.12 \(IPv4\)/,
    wanted: /^an answer from web1 or web2/,
    seen: /^(nothing within|no connection)/,
  },
  wide: {
    what: "a rule of the firewall is too wide",
    planted: [
      {
        place: FIREWALL,
        from: '192.0.2.19 . tcp . 7000 comment "frontend tcp of wide" : jump admit_public_office_ipv4,',
        to: '192.0.2.19 . tcp . 7000 comment "frontend tcp of wide" : jump admit_public_world_ipv4,',
      },
    ],
    asked: /^tcp port 7000 at 192\.0\.2\.19 \(IPv4\) from world/,
    wanted: /^no connection$/,
    seen: /^a connection/,
  },
  open: {
    what: "the access of a route is lost",
    planted: [
      {
        place: HAPROXY,
        from: "    http-request deny if { var(txn.guard) -m beg open/intern/ } { dst 192.0.2.11 } !{ src -f /etc/haproxy/acl/ipv4/office.txt }\n",
        to: "",
      },
    ],
    asked: /^http:\/\/open\.example\/(\S+, another spelling of \/intern,|intern) at .* from world/,
    wanted: /^status 403$/,
    seen: /^status 200 from web[12]$/,
  },
  lost: {
    what: "a host name is wrong in a map",
    planted: [{ place: `${MAPS}/hosts.map`, from: "-80/lost.example", to: "-80/found.example" }],
    wanted: /^an answer from web1 or web2/,
    seen: /^status 421$/,
  },
  deaf: {
    what: "IPv6 is not bound",
    planted: [{ place: HAPROXY, from: "    bind [2001:db8:53::14]:80\n", to: "" }],
    asked: /2001:db8:53::14 \(IPv6\)/,
    wanted: /^an answer from web1 or web2/,
    seen: /ECONNREFUSED/,
  },
  stray: {
    what: "the port of all members is wrong",
    planted: [{ place: HAPROXY, from: ":8015 ", to: ":9015 " }],
    wanted: /^an answer from web1 or web2/,
    seen: /^(status 503|nothing within)/,
  },
  lame: {
    what: "the port of one member is wrong",
    planted: [{ place: HAPROXY, from: "10.0.0.22:8018", to: "10.0.0.22:9018" }],
    wanted: /web2/,
    seen: /^(none|status 503|nothing within)/,
  },
  trusting: {
    what: "X-Forwarded-For of clients is trusted",
    planted: [
      {
        place: HAPROXY,
        from: "backend trusting.web from http\n    balance roundrobin\n    timeout connect 5s\n    timeout server 50s\n    http-request set-header",
        to: "backend trusting.web from http\n    balance roundrobin\n    timeout connect 5s\n    timeout server 50s\n    http-request add-header",
      },
    ],
    wanted: /^an answer from web1 or web2/,
    seen: /^the member sees 192\.0\.2\.255, /,
  },
  moved: {
    what: "a redirect leads elsewhere",
    planted: [{ place: HAPROXY, from: "location https://new.example/ ", to: "location https://newer.example/ " }],
    asked: /^http:\/\/moved\.example\/(old(\/\S+)?|%6fld, another spelling of \/old,) at/,
    wanted: /^redirect 302 to https:\/\/new\.example\/$/,
    seen: /^redirect 302 to https:\/\/newer\.example\/$/,
  },
  kept: {
    what: "a redirect drops the rest of the path",
    planted: [
      {
        place: HAPROXY,
        from: "'https://new.example/%[path,regsub(;[^/]*,,g),bytes(4),regsub(^/+,)]%[var(txn.query)]'",
        to: "https://new.example/",
      },
    ],
    asked: /^http:\/\/kept\.example\/old\/\S+\?\S+ at/,
    wanted: /^redirect 302 to https:\/\/new\.example\/intentlb-rest\/of-it\?with=this&and=that$/,
    seen: /^redirect 302 to https:\/\/new\.example\/$/,
  },
  dropped: {
    what: "a redirect keeps the path although it should not",
    planted: [{ place: HAPROXY, from: "location https://here.example/ ", to: "location https://here.example%[path] " }],
    asked: /^http:\/\/dropped\.example\/(old(\/\S+)?|%6fld, another spelling of \/old,) at/,
    wanted: /^redirect 302 to https:\/\/here\.example\/$/,
    seen: /^redirect 302 to https:\/\/here\.example\/old/,
  },
  upgraded: {
    what: "the redirect to https drops the query",
    planted: [{ place: HAPROXY, from: UPGRADE, to: UPGRADE.replace("%[pathq]", "%[path]") }],
    asked: /^http:\/\/upgraded\.example\/\S+\?\S+ at/,
    wanted: /^redirect 301 to https:\/\/upgraded\.example\/intentlb-rest\/of-it\?with=this&and=that$/,
    seen: /^redirect 301 to https:\/\/upgraded\.example\/intentlb-rest\/of-it$/,
  },
  secure: {
    what: "another service's certificate is shown",
    planted: [
      { place: "lb1/etc/haproxy/crt-list/service-secure-443.txt", from: "certs/right.pem", to: "certs/wrong.pem" },
    ],
    asked: /^https:\/\/secure\.example\//,
    wanted: /^an answer from web1 or web2/,
    seen: /^(a certificate for other\.example, not for secure\.example|no answer)/,
  },
  aliased: {
    what: "the redirect to the canonical name is lost",
    planted: [{ place: `${MAPS}/canonical.map`, from: "alias.example ", to: "gone.example " }],
    asked: /^https:\/\/alias\.example\//,
    wanted: /^redirect 301 to https:\/\/aliased\.example\/(intentlb-rest\/of-it\?\S+)?$/,
    seen: /^status 200 from web[12]$/,
  },
  absent: {
    what: "a VIP is absent from its node",
    planted: [
      {
        place: "lb1/etc/systemd/network/50-anycast0.network",
        from: "[Address]\nAddress=192.0.2.23/32\nPreferredLifetime=0\n",
        to: "",
      },
    ],
    asked: / at 192\.0\.2\.23 \(IPv4\)/,
    wanted: /^an answer from web1 or web2/,
    seen: /^(nothing within|no connection)/,
  },
  inverted: {
    what: "a check expects what a healthy member does not say",
    planted: [
      {
        place: HAPROXY,
        from: "hdr Host inverted.example\n    http-check expect status 200-399",
        to: "hdr Host inverted.example\n    http-check expect ! status 200-399",
      },
    ],
    wanted: /^an answer from web1 or web2/,
    seen: /^status 503$/,
  },
  sticky: {
    what: "the cookie that keeps visitors at their member is ignored",
    planted: [
      {
        place: HAPROXY,
        from: "    cookie SRV insert indirect nocache httponly\n",
        to: "    cookie SRV insert indirect nocache httponly\n    http-request del-header Cookie\n",
      },
    ],
    asked: /^http:\/\/sticky\.example\/, 6 times by one client at/,
    wanted: /^an answer from web1 or web2 \(backend web\), always the same one$/,
    seen: /^answers from (?=.*web1)(?=.*web2)/,
  },
  bared: {
    what: "a member's firewall is open",
    planted: [
      {
        place: "web2/etc/nftables.d/intentlb.nft",
        from: 'tcp . 8026 comment "backend web of bared from lb1" : jump admit_lb1_ipv4,',
        to: 'tcp . 8026 comment "backend web of bared from lb1" : accept,',
      },
    ],
    node: "web2",
    asked: /^tcp port 8026 of web2 at 10\.0\.0\.22 \(IPv4\) from (office|world)/,
    wanted: /^no reply \(firewalled\)$/,
    seen: /^a connection, without an answer$/,
  },
};

/** What fails as well, because of the same mistake. */
const CONSEQUENCE = /^CONNECT | with Upgrade: |^check of | after a reload of /;

describeWith(NEEDS, "finds mistakes in generated files", () => {
  const prove = shared(() => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    return proveInLab(plant(labInput(manyServices()), planted));
  });

  test.each(Object.entries(MISTAKES).map(([service, mistake]) => [mistake.what, service] as const))(
    "%s",
    async (_, service) => {
      const { wanted, seen, asked, node = "lb1" } = MISTAKES[service] ?? {};
      const found = brokenOf(await prove(), service).filter(({ asked: what }) => !CONSEQUENCE.test(what));
      expect(found.length).toBeGreaterThan(0);
      for (const each of found) {
        expect(each).toMatchObject({ service, nodes: [node] });
        expect(each.wanted).toMatch(wanted ?? "");
        expect(each.seen).toMatch(seen ?? "");
        expect(each.asked).toMatch(asked ?? "");
      }
    },
  );

  test("no findings about services without mistakes", async () => {
    const proof = await prove();
    const wrong = proof.services.filter(({ broken }) => broken.length > 0).map(({ service }) => service);
    expect(wrong.sort()).toEqual(Object.keys(MISTAKES).sort());
    expect(proof.services.map(({ service }) => service)).toEqual(expect.arrayContaining(["healthy", "early"]));
  });
});
