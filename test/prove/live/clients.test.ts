import { expect, test } from "vitest";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { shared } from "../../support/shared.ts";
import { clientsFleet } from "./clients-fleet.ts";
import { brokenOf, type Planted, plant, proveInLab } from "./proof-lab.ts";

const NEEDS = ["haproxy", "nft", "ip", "openssl", "namespaces"] as const;

const HAPROXY = "lb1/etc/haproxy/haproxy.cfg";

/** A mistake in the configuration of HAProxy. */
function haproxy(from: string, to: string): Planted[] {
  return [{ place: HAPROXY, from, to }];
}

/** The same in the words after the crt-list of a service. */
function bound(service: string, from: string, to: string): Planted[] {
  const start = (words: string) => `service-${service}-443.txt strict-sni alpn h2,http/1.1 ${words}`;
  return haproxy(start(from), start(to));
}

interface Mistake {
  readonly what: string;
  readonly planted: readonly Planted[];
  /** One of its findings. */
  readonly asked: RegExp;
  readonly wanted: RegExp;
  readonly seen: RegExp;
}

/** A mistake for each service of `clientsFleet`. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  old: {
    what: "TLS 1.0 is accepted, although HAProxy's ciphers do not suit it",
    planted: bound("old", "ssl-min-ver TLSv1.2", "ssl-min-ver TLSv1.0"),
    asked: /^https:\/\/old\.shop\.example\/ by TLS 1\.1 alone at/,
    wanted: /^a TLS alert: protocol version$/,
    seen: /^alert \d+, which is not about the version$/,
  },
  lowered: {
    what: "TLS 1.2 is accepted instead of 1.3",
    planted: bound("lowered", "ssl-min-ver TLSv1.3", "ssl-min-ver TLSv1.2"),
    asked: / by TLS 1\.2 alone at/,
    wanted: /^a TLS alert: protocol version$/,
    seen: /^the handshake goes on$/,
  },
  raised: {
    what: "TLS 1.2 is refused",
    planted: bound("raised", "ssl-min-ver TLSv1.2", "ssl-min-ver TLSv1.3"),
    asked: / by TLS 1\.2 alone at/,
    wanted: /^an answer from web1 or web2/,
    seen: /PROTOCOL_VERSION/,
  },
  weak: {
    what: "old ciphers are accepted",
    planted: bound("weak", "ssl-min-ver TLSv1.2", "ssl-min-ver TLSv1.2 ciphers DEFAULT"),
    asked: / by TLS 1\.2 with ciphers of old clients at/,
    wanted: /^a TLS alert: handshake failure$/,
    seen: /^the handshake goes on$/,
  },
  ticketed: {
    what: "sessions can be resumed with a ticket",
    planted: [
      ...haproxy(" no-tls-tickets prefer-client-ciphers", " prefer-client-ciphers"),
      ...haproxy("ssl crt-list", "ssl no-tls-tickets crt-list"),
      ...haproxy(
        "no-tls-tickets crt-list /etc/haproxy/crt-list/service-ticketed",
        "crt-list /etc/haproxy/crt-list/service-ticketed",
      ),
    ],
    asked: /^https:\/\/ticketed\.shop\.example\/ by TLS 1\.2 alone at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^a session ticket, whose key is never renewed$/,
  },
  spelled: {
    what: "a redirect is only one as it is written",
    planted: haproxy("    http-request normalize-uri percent-decode-unreserved strict\n", ""),
    asked: /^https:\/\/spelled\.shop\.example\/%61lt, another spelling of \/alt,/,
    wanted: /^redirect 30\d to https:\/\/elsewhere\.shop\.example\//,
    seen: /^status 404 from web|^status 200 from web/,
  },
  optional: {
    what: "clients without a certificate are only turned away afterwards",
    planted: haproxy("optional-ca.pem verify required", "optional-ca.pem verify optional"),
    asked: / without a client certificate at/,
    wanted: /^a TLS alert about the client certificate$/,
    seen: /^no answer \((closed|ECONNRESET)\)$/,
  },
  unasked: {
    what: "no client certificate is asked for",
    planted: haproxy("unasked-ca.pem verify required", "unasked-ca.pem verify none"),
    asked: / with a client certificate of another authority at/,
    wanted: /^a TLS alert about the client certificate$/,
    seen: /^no answer \((closed|ECONNRESET)\)$/,
  },
  swapped: {
    what: "client certificates are those of another authority",
    planted: haproxy("swapped-ca.pem", "optional-ca.pem"),
    asked: /^https:\/\/swapped\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /UNKNOWN_CA/,
  },
  trusting: {
    what: "a client certificate of any authority is accepted",
    planted: haproxy(
      "trusting-ca.pem verify optional",
      "trusting-ca.pem verify optional ca-ignore-err all crt-ignore-err all",
    ),
    asked: / with a client certificate of another authority at/,
    wanted: /^a TLS alert about the client certificate$/,
    seen: /^not shown: nothing within/,
  },
  forgetful: {
    what: "HSTS is lost",
    planted: haproxy("    http-after-response set-header Strict-Transport-Security max-age=15552000\n", ""),
    asked: /^https:\/\/forgetful\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the header strict-transport-security: of the member, not max-age=15552000$/,
  },
  strict: {
    what: "HSTS appears",
    planted: haproxy(
      "default_backend strict.web\n",
      "default_backend strict.web\n    http-after-response set-header Strict-Transport-Security max-age=1\n",
    ),
    asked: /^https:\/\/strict\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the header strict-transport-security: max-age=1, which nothing in the catalog sets$/,
  },
  framed: {
    what: "a response header of members is passed on",
    planted: haproxy("    http-after-response del-header X-Powered-By\n", ""),
    asked: /^https:\/\/framed\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the header x-powered-by: of the member, which nothing in the catalog sets$/,
  },
  mute: {
    what: "members do not learn the scheme",
    planted: haproxy(
      "default_backend mute.web\n",
      "http-request del-header X-Forwarded-Proto\n    default_backend mute.web\n",
    ),
    asked: /^https:\/\/mute\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the member receives no X-Forwarded-Proto \(expected https\)$/,
  },
  posing: {
    what: "clients without a certificate pass for verified ones",
    planted: haproxy("set-header X-SSL-Client-Verify NONE", "set-header X-SSL-Client-Verify SUCCESS"),
    asked: /^https:\/\/posing\.shop\.example\/ without a client certificate at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the member receives X-SSL-Client-Verify: SUCCESS \(expected NONE\)$/,
  },
  leaky: {
    what: "a request header that is removed comes from the client",
    planted: haproxy("    http-request del-header '^x[\\W_]region[\\W_]code$' -m reg\n", ""),
    asked: /^https:\/\/leaky\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the member receives X_Region_Code: 192\.0\.2\.255 \(expected none\), X-Region-Code: /,
  },
  sticky: {
    what: "scripts can read the cookie of the load balancer",
    planted: haproxy("insert indirect nocache httponly secure attr", "insert indirect nocache secure attr"),
    asked: /^https:\/\/sticky\.shop\.example\/ at/,
    wanted: /^an answer from web1 or web2/,
    seen: /^the cookie SRV is samesite=lax, secure, not httponly, samesite=lax, secure$/,
  },
  guarded: {
    what: "a restricted path is open over HTTP/2",
    planted: haproxy(
      "{ var(txn.guard) -m beg guarded/intern/ }",
      "{ var(txn.guard) -m beg guarded/intern/ } { req.ver 1.1 }",
    ),
    asked: /\/%69ntern, another spelling of \/intern, over HTTP\/2 at/,
    wanted: /^status 403$/,
    seen: /^status 200 from web[12]$/,
  },
  boundless: {
    what: "the rule of a limit is lost",
    planted: haproxy(
      "    http-request deny deny_status 429 if { sc1_http_req_rate(per-source:requests:boundless:https) gt 20 }\n",
      "",
    ),
    asked: /, again and again by one client at/,
    wanted: /^status 429 after 20 requests within 10 s$/,
    seen: /^\d+ requests answered within .* s, 0 of 2 connections got status 429$/,
  },
  generous: {
    what: "a limit is ten times higher",
    planted: haproxy("requests:generous:https) gt 20 }", "requests:generous:https) gt 200 }"),
    asked: /, again and again by one client at/,
    wanted: /^status 429 after 20 requests within 10 s$/,
    seen: /, 0 of 2 connections got status 429$/,
  },
  stingy: {
    what: "a limit is lower",
    planted: haproxy("requests:stingy:https) gt 20 }", "requests:stingy:https) gt 15 }"),
    asked: /, again and again by one client at/,
    wanted: /^status 429 after 20 requests within 10 s$/,
    seen: /^status 429 after 1[45] requests$/,
  },
  hasty: {
    what: "a limit counts a shorter time",
    planted: haproxy(
      "backend per-source:requests:hasty:https from tcp\n    stick-table type ipv6 size 200k expire 10s store http_req_rate(10s)",
      "backend per-source:requests:hasty:https from tcp\n    stick-table type ipv6 size 200k expire 1s store http_req_rate(1s)",
    ),
    asked: /, again and again by one client at/,
    wanted: /^status 429 after 20 requests within 10 s$/,
    seen: /^status 200 again 3\.0 s after the first request$/,
  },
  unfair: {
    what: "nobody is exempt from a limit",
    planted: haproxy(
      "table per-source:requests:unfair:https if { dst 192.0.2.28 } !{ src -f /etc/haproxy/acl/ipv4/office.txt }",
      "table per-source:requests:unfair:https",
    ),
    asked: /, again and again by one client at 192\.0\.2\.28 \(IPv4\) from office/,
    wanted: /^no status 429$/,
    seen: /^status 429 after \d+ requests$/,
  },
  crowded: {
    what: "a limit of connections is ten times higher",
    planted: haproxy("connections:service-crowded-443) gt 10 }", "connections:service-crowded-443) gt 100 }"),
    asked: / by a client with 10 other connections at/,
    wanted: /^status 429$/,
    seen: /^status 200 from web[12]$/,
  },
  shut: {
    what: "a connection is dropped silently, which is no refusal",
    planted: haproxy(
      "tcp-request content reject if { var(txn.service) -m str shut } { dst 192.0.2.10 }",
      "tcp-request content silent-drop if { var(txn.service) -m str shut } { dst 192.0.2.10 }",
    ),
    asked: /^tcp port 443 for shut\.shop\.example at 192\.0\.2\.10 \(IPv4\) from world/,
    wanted: /^a closed connection, without an answer$/,
    seen: /^not shown: nothing within/,
  },
};

describeWith(NEEDS, "what clients ask from outside", () => {
  const prove = shared(() => {
    const planted = Object.values(MISTAKES).flatMap((mistake) => mistake.planted);
    return proveInLab(plant(labInput(clientsFleet()), planted));
  });

  test.each(Object.entries(MISTAKES).map(([service, mistake]) => [mistake.what, service] as const))(
    "%s",
    async (_, service) => {
      const { asked, wanted, seen } = MISTAKES[service] ?? {};
      expect(brokenOf(await prove(), service)).toContainEqual(
        expect.objectContaining({
          service,
          nodes: ["lb1"],
          asked: expect.stringMatching(asked ?? ""),
          wanted: expect.stringMatching(wanted ?? ""),
          seen: expect.stringMatching(seen ?? ""),
        }),
      );
    },
  );

  test("no findings about services without mistakes", async () => {
    const proof = await prove();
    const wrong = proof.services.filter(({ broken }) => broken.length > 0).map(({ service }) => service);
    expect(wrong.sort()).toEqual(Object.keys(MISTAKES).sort());
    expect(proof.others).toEqual([]);
    expect(proof.services.map(({ service }) => service)).toEqual(
      expect.arrayContaining(["healthy", "bounded", "narrow", "open"]),
    );
  });
});
