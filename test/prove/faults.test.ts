import { beforeAll, expect, test } from "vitest";
import type { Proof } from "../../src/prove/proof.ts";
import { labInput } from "../lab/campus-lab.ts";
import { describeWith } from "../support/daemons.ts";
import { readFolder } from "../support/read-folder.ts";
import { manyServices } from "./many-services.ts";
import { brokenOf, type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "bird", "nft", "ip", "openssl", "namespaces"] as const;

const FIREWALL = "lb1/etc/nftables.d/intentlb.nft";
const HAPROXY = "lb1/etc/haproxy/haproxy.cfg";
const MAPS = "lb1/etc/haproxy/maps";

describeWith(NEEDS, "what is generated keeps its promises", () => {
  test.each(["minimal", "lbaas", "campus"])("%s", { timeout: 120_000 }, async (example) => {
    const proof = await proveInLab(labInput(readFolder(`examples/${example}`)));
    expect([...proof.others, ...proof.services.flatMap(({ broken }) => broken)]).toEqual([]);
    expect(proof.services.every(({ answers, refusals }) => answers + refusals > 0)).toBe(true);
  });

  test("one service alone, when asked to", async () => {
    const proof = await proveInLab(labInput(readFolder("examples/lbaas")), ["lab-db"]);
    expect(proof.services.map(({ service, broken }) => [service, broken.length])).toEqual([["lab-db", 0]]);
  });
});

describeWith(NEEDS, "mistakes in what is announced are found", () => {
  test("a load balancer's filter lets nothing through in one family", async () => {
    const filter = "filter EXPORT6 {\n";
    const mistake = { place: "lb2/etc/bird/bird.conf", from: filter, to: `${filter}  reject;\n` };
    const input = plant(labInput(readFolder("examples/lbaas")), [mistake]);
    const { services, others } = await proveInLab(input, ["shop", "lab-db"]);
    const broken = services.flatMap((service) => service.broken);
    const at = (service: string, prefix: string) =>
      ["rr1", "rr2"].map((router) => ({
        ...{ service, nodes: ["lb2"], asked: `route to ${prefix} on ${router}` },
        ...{ wanted: "announced by lb1, lb2", seen: "announced by lb1" },
      }));
    expect(broken).toEqual([...at("lab-db", "2001:db8:cb::20/128"), ...at("shop", "2001:db8:cb::10/128")]);
    expect(others).toEqual([]);
  }, 120_000);
});

/** A mistake for each service, and how the finding about it begins and ends. */
const MISTAKES: Readonly<
  Record<string, { what: string; planted: readonly Planted[]; wanted: RegExp; seen: RegExp; asked?: RegExp }>
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
    asked: /^http:\/\/shut\.example\/ at 192\.0\.2\.12 \(IPv4\)/,
    wanted: /^an answer of web1 or web2/,
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
        from: "    http-request deny if { var(txn.route) -m beg open/intern/ } !{ src -f /etc/haproxy/acl/office.txt }\n",
        to: "",
      },
    ],
    asked: /^http:\/\/open\.example\/intern at .* from world/,
    wanted: /^status 403$/,
    seen: /^status 200 of web[12]$/,
  },
  lost: {
    what: "a host name is wrong in a map",
    planted: [{ place: `${MAPS}/service-lost-80.hosts.map`, from: "lost.example lost", to: "found.example lost" }],
    wanted: /^an answer of web1 or web2/,
    seen: /^status 421$/,
  },
  deaf: {
    what: "IPv6 is not bound",
    planted: [{ place: HAPROXY, from: "    bind [2001:db8:53::14]:80\n", to: "" }],
    asked: /2001:db8:53::14 \(IPv6\)/,
    wanted: /^an answer of web1 or web2/,
    seen: /ECONNREFUSED/,
  },
  stray: {
    what: "the port of all members is wrong",
    planted: [{ place: HAPROXY, from: ":8015 ", to: ":9015 " }],
    wanted: /^an answer of web1 or web2/,
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
      { place: HAPROXY, from: "    http-request del-header X-Forwarded-For\n", to: "" },
      {
        place: HAPROXY,
        from: "backend trusting.web from http\n    balance roundrobin\n    timeout connect 5s\n    timeout server 50s\n    http-request set-header",
        to: "backend trusting.web from http\n    balance roundrobin\n    timeout connect 5s\n    timeout server 50s\n    http-request add-header",
      },
    ],
    wanted: /^an answer of web1 or web2/,
    seen: /^the member sees 192\.0\.2\.255, /,
  },
  moved: {
    what: "a redirect leads elsewhere",
    planted: [{ place: HAPROXY, from: "location https://new.example/ ", to: "location https://newer.example/ " }],
    asked: /^http:\/\/moved\.example\/old at/,
    wanted: /^redirect 302 to https:\/\/new\.example\/$/,
    seen: /^redirect 302 to https:\/\/newer\.example\/$/,
  },
  secure: {
    what: "another service's certificate is shown",
    planted: [
      { place: "lb1/etc/haproxy/crt-list/service-secure-443.txt", from: "certs/right.pem", to: "certs/wrong.pem" },
    ],
    asked: /^https:\/\/secure\.example\//,
    wanted: /^an answer of web1 or web2/,
    seen: /^(a certificate for other\.example, not for secure\.example|no answer)/,
  },
  aliased: {
    what: "the redirect to the canonical name is lost",
    planted: [{ place: `${MAPS}/service-aliased-443.canonical.map`, from: "alias.example ", to: "gone.example " }],
    asked: /^https:\/\/alias\.example\//,
    wanted: /^redirect 301 to https:\/\/aliased\.example\/$/,
    seen: /^status 200 of web[12]$/,
  },
};

describeWith(NEEDS, "mistakes in generated files are found", () => {
  let proof: Proof;
  beforeAll(async () => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    proof = await proveInLab(plant(labInput(manyServices()), planted));
  }, 120_000);

  test.each(Object.entries(MISTAKES).map(([service, mistake]) => [mistake.what, service] as const))(
    "%s",
    (_, service) => {
      const { wanted, seen, asked } = MISTAKES[service] ?? {};
      const found = brokenOf(proof, service);
      expect(found.length).toBeGreaterThan(0);
      for (const each of found) {
        expect(each).toMatchObject({ service, nodes: ["lb1"] });
        expect(each.wanted).toMatch(wanted ?? "");
        expect(each.seen).toMatch(seen ?? "");
        expect(each.asked).toMatch(asked ?? "");
      }
    },
  );

  test("and nothing is said of services without any", () => {
    const wrong = proof.services.filter(({ broken }) => broken.length > 0).map(({ service }) => service);
    expect(wrong.sort()).toEqual(Object.keys(MISTAKES).sort());
    expect(proof.services.map(({ service }) => service)).toEqual(expect.arrayContaining(["healthy", "early"]));
  });
});
