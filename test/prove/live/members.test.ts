import { expect, test } from "vitest";
import type { BrokenPromise } from "../../../src/prove/proof.ts";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { shared } from "../../support/shared.ts";
import { membersFleet } from "./members-fleet.ts";
import { type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "nft", "apache2", "ip", "openssl", "namespaces"] as const;

const LB1 = "lb1/etc/haproxy/haproxy.cfg";
const LB2 = "lb2/etc/haproxy/haproxy.cfg";

const CA = "ca-file /etc/ssl/certs/house-ca.pem";

/** The same mistake on both load balancers. */
function both(from: string, to: string): Planted[] {
  return [LB1, LB2].map((place) => ({ place, from, to }));
}

/** Mistakes towards members: the service's section has it, and these are all findings about the service, without doubles. */
const MISTAKES: Readonly<
  Record<string, { what: string; planted: readonly Planted[]; asked: RegExp; wanted: RegExp; seen: RegExp }>
> = {
  unverified: {
    what: "members are not verified",
    planted: both(`verify required ${CA} sni str(unverified.`, `verify none ${CA} sni str(unverified.`),
    asked: /^http:\/\/unverified\.example\/, members with certificates (of another authority|for another name), at /,
    wanted: /^status 503, and no answer from a member$/,
    seen: /^an answer from app[12]$/,
  },
  unnamed: {
    what: "the name in a member's certificate is not verified",
    planted: both("sni str(unnamed.example) verifyhost unnamed.example ", ""),
    asked: /^http:\/\/unnamed\.example\/(, members with certificates for another name,| with [\w:, -]+)? at /,
    wanted: /^(status 503, and no answer from a member|an answer from app1 or app2 \(backend web\))$/,
    seen: /^(an answer from app[12]|the member gets no server name, not unnamed\.example)$/,
  },
  misled: {
    what: "members get another server name",
    planted: both("sni str(misled.example)", "sni str(healthy.example)"),
    asked: /^http:\/\/misled\.example\/( with [\w:, -]+)? at /,
    wanted: /^an answer from app1 or app2 \(backend web\)$/,
    seen: /^the member gets the server name healthy\.example, not misled\.example$/,
  },
  swapped: {
    what: "members are verified by the system's authorities",
    planted: both(`${CA} sni str(swapped.`, "ca-file @system-ca sni str(swapped."),
    asked: /^http:\/\/swapped\.example\/, members with certificates of another authority, at /,
    wanted: /^status 503, and no answer from a member$/,
    seen: /^an answer from app[12]$/,
  },
  strayed: {
    what: "one load balancer checks another path",
    planted: [
      {
        place: LB2,
        from: "uri /health ver HTTP/1.1 hdr Host strayed.",
        to: "uri / ver HTTP/1.1 hdr Host strayed.",
      },
    ],
    asked: /^drift: checks of haproxy as member app[12] \(10\.0\.0\.2[12] port 8007\) receives them$/,
    wanted: /^GET \/health HTTP\/1\.1 host strayed\.example$/,
    seen: /^GET \/ HTTP\/1\.1 host strayed\.example$/,
  },
  hosted: {
    what: "one load balancer checks another host",
    planted: [{ place: LB2, from: "hdr Host hosted.example", to: "hdr Host healthy.example" }],
    asked: /^drift: checks of haproxy as member app[12] /,
    wanted: /^GET \/health HTTP\/1\.1 host hosted\.example$/,
    seen: /^GET \/health HTTP\/1\.1 host healthy\.example$/,
  },
  headed: {
    what: "one load balancer checks by another method",
    planted: [
      {
        place: LB2,
        from: "GET uri /health ver HTTP/1.1 hdr Host headed.",
        to: "HEAD uri /health ver HTTP/1.1 hdr Host headed.",
      },
    ],
    asked: /^drift: checks of haproxy as member app[12] /,
    wanted: /^GET \/health HTTP\/1\.1 host headed\.example$/,
    seen: /^HEAD \/health HTTP\/1\.1 host headed\.example$/,
  },
  served: {
    what: "a web server is checked at another path",
    planted: [
      { place: LB2, from: "uri /health ver HTTP/1.1 hdr Host served.", to: "uri / ver HTTP/1.1 hdr Host served." },
    ],
    asked: /^drift: checks of haproxy as member web1 \(10\.0\.0\.31 port 8012\) receives them$/,
    wanted: /^GET \/health HTTP\/1\.1 host served\.example$/,
    seen: /^GET \/ HTTP\/1\.1 host served\.example$/,
  },
  wide: {
    what: "a check accepts too many statuses",
    planted: [
      {
        place: LB2,
        from: "hdr Host wide.example\n    http-check expect status 200\n",
        to: "hdr Host wide.example\n    http-check expect rstatus 20\n",
      },
    ],
    asked: /^check of 10\.0\.0\.2[12] port 8010 by http$/,
    wanted: /^it fails when the member answers status 201$/,
    seen: /^it passes$/,
  },
  textless: {
    what: "a check does not look for the text",
    planted: [{ place: LB2, from: "    http-check expect string ready\n", to: "" }],
    asked: /^check of 10\.0\.0\.2[12] port 8011 by http$/,
    wanted: /^it fails when the member answers a page without the text$/,
    seen: /^it passes$/,
  },
  greeted: {
    what: "a check only connects",
    planted: [{ place: LB2, from: "option smtpchk EHLO localhost", to: "option tcp-check" }],
    asked:
      /^(drift: checks of haproxy as member app1 \(10\.0\.0\.21 port 8016\) receives them|check of 10\.0\.0\.21 port 8016 by smtp)$/,
    wanted: /^(data like .*|one every 2 s)$/,
    seen: /^(nothing|only a connection|none within 20 s)$/,
  },
  patient: {
    what: "a member stays in use for too long",
    planted: [
      {
        place: LB2,
        from: "maxconn 7 check inter 2s rise 1 fall 3",
        to: "maxconn 7 check inter 2s rise 1 fall 30",
      },
    ],
    asked: /^drift: checks of haproxy$/,
    wanted: /^10\.0\.0\.2[12] port 8018 \/health by http, rise 1, fall 3$/,
    seen: /^rise 1, fall 30$/,
  },
  rare: {
    what: "members are checked too rarely",
    planted: [{ place: LB2, from: "maxconn 8 check inter 2s", to: "maxconn 8 check inter 500s" }],
    asked:
      /^(check of|drift: checks of haproxy as member app[12] \() ?10\.0\.0\.2[12] port 8019(\) receives them| by http)$/,
    wanted: /^(one every 2 s|GET \/health HTTP\/1\.1 host rare\.example)$/,
    seen: /^(none within 20 s|nothing)$/,
  },
  waiting: {
    what: "members may take too long",
    planted: [{ place: LB2, from: "timeout server 70s\n", to: "timeout server 700s\n" }],
    asked: /^http:\/\/waiting\.example\/ at .*, timeouts\.server$/,
    wanted: /^70 s$/,
    seen: /^(699|700) s$/,
  },
  idle: {
    what: "clients may say nothing for too long, and there may be more",
    planted: [
      { place: LB2, from: "timeout client 80s\n", to: "" },
      { place: LB2, from: "maxconn 500\n", to: "maxconn 600\n" },
    ],
    asked: /^(tcp port \d+ at .*, timeouts\.client|drift: connections at \S+ tcp\/\d+)$/,
    wanted: /^(80 s|500 at most)$/,
    seen: /^(59 s|60 s|600)$/,
  },
  mailbox: {
    what: "a check accepts any greeting",
    planted: [
      {
        place: LB2,
        from: "    tcp-check expect rstring '^\\* (OK|PREAUTH) '\n    tcp-check send a1\\ LOGOUT\\r\\n\n    tcp-check expect string '* BYE'\n",
        to: "    tcp-check send a1\\ LOGOUT\\r\\n\n",
      },
    ],
    asked: /^check of 10\.0\.0\.21 port 8017 by imap$/,
    wanted: /^it fails when the member answers nonsense$/,
    seen: /^it passes$/,
  },
  untold: {
    what: "members are not told what they should be",
    planted: [
      ...both("    http-request set-header X-Forwarded-Port 8080\n", ""),
      ...both("    http-request set-header X-Tenant untold\n", ""),
      ...both("    http-request del-header '^x[\\W_]old$' -m reg\n", ""),
    ],
    asked: /^http:\/\/untold\.example:8080\/( with [\w:, -]+)? at /,
    wanted: /^an answer from app1 \(backend web\)$/,
    seen: /^the member receives no X-Forwarded-Port \(expected 8080\), X_Old: 192\.0\.2\.255 \(expected none\), no X-Tenant \(expected untold\), X-Old: 192\.0\.2\.255 \(expected none\)$/,
  },
  remembered: {
    what: "a reload forgets which member a client has",
    planted: both("expire 30m peers load-balancers", "expire 30m"),
    asked: /^http:\/\/remembered\.example\/, 6 times by one client( after a reload of HAProxy)? at /,
    wanted: /^an answer from app[12]( or app2)? \(backend web\), always the same one$/,
    seen: /^(status 200 from app[12]|answers from .*app[12])$/,
  },
  balanced: {
    what: "members are chosen in another way",
    planted: [
      { place: LB1, from: "cookie SRV insert indirect nocache httponly", to: "cookie SRV insert indirect nocache" },
      {
        place: LB2,
        from: "balance roundrobin\n    cookie SRV insert",
        to: "balance leastconn\n    cookie OTHER insert",
      },
      { place: LB2, from: "maxconn 400 ", to: "maxconn 40 " },
    ],
    asked: /^(drift: (balancing of backend web|server app[12] of backend web)|http:\/\/balanced\.example\/.* at .*)$/,
    wanted:
      /^(round-robin of http, cookie SRV|10\.0\.0\.2[12] port 8014, weight 100, 400 connections|an answer from .*)$/,
    seen: /^(least-connections of http, cookie OTHER|10\.0\.0\.2[12] port 8014, weight 100, 40 connections|no cookie SRV|status 200 from app[12]|answers from .*|the cookie SRV is without attributes, not httponly)$/,
  },
};

describeWith(NEEDS, "mistakes towards members", () => {
  const proved = shared(async () => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    return proveInLab(plant(labInput(membersFleet()), planted));
  });

  test.each(Object.entries(MISTAKES).map(([service, mistake]) => [mistake.what, service, mistake] as const))(
    "%s: %s",
    { timeout: 300_000 },
    async (_, service, { asked, wanted, seen }) => {
      const broken = (await proved()).services.find((each) => each.service === service)?.broken ?? [];
      expect(broken.length).toBeGreaterThan(0);
      const isKnown = (each: BrokenPromise) =>
        asked.test(each.asked) && wanted.test(each.wanted) && seen.test(each.seen);
      expect(broken.filter((each) => !isKnown(each))).toEqual([]);
    },
  );

  test("nothing about services without a mistake, even if they do not verify members", async () => {
    const { services, others } = await proved();
    const ofOthers = services.filter(({ service }) => !(service in MISTAKES)).flatMap(({ broken }) => broken);
    expect([...ofOthers, ...others]).toEqual([]);
  });
});
