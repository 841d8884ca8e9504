import { expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const OWN_VIP = '{ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';

function shop(rest: string): string {
  return `services:\n  shop:\n    extends: website\n    vip: home\n${rest}`;
}

function jobs(rest: string): string {
  return `services:\n  jobs:\n    extends: stream\n    vip: ${OWN_VIP}\n${rest}`;
}

/** What is near to a mistake, and none. */
const sound: readonly (readonly [title: string, catalog: string])[] = [
  ["nothing beside the base", ""],
  [
    "one host name on other ports of a VIP",
    `
services:
  shop: {extends: website, vip: home, hostnames: [shop.example.org]}
  shop-admin:
    extends: website
    vip: home
    hostnames: [shop.example.org]
    frontends: {http: null, https: {port: 8443}}
`,
  ],
  [
    "a planned service waits at a new VIP until the DNS moves",
    `
services:
  shop: {extends: website, vip: home, hostnames: [shop.example.org]}
  shop-new: {extends: website, vip: ${OWN_VIP}, hostnames: [shop.example.org], state: planned}
`,
  ],
  ["punycode", shop("    hostnames: [xn--bcher-kva.example.org]\n")],
  ["a certificate's wildcard covers one label", shop("    hostnames: [any.example.org, example.org]\n")],
  ["a retired service's certificate", shop("    hostnames: [old.example.net]\n    state: retired\n")],
  [
    "an address as host of a check",
    shop("    hostnames: [shop.example.org]\n    backends: {web: {check: {host: 10.1.8.11}}}\n"),
  ],
  [
    "a redirect below the path that it leads to",
    shop("    hostnames: [shop.example.org]\n    redirects: {/old: {to: /new, keep_path: true}}\n"),
  ],
  [
    "a redirect to a path that starts alike",
    shop("    hostnames: [shop.example.org]\n    redirects: {/a: {to: /ab}}\n"),
  ],
  [
    "redirects in a row",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: /b}, /b: {to: "https://shop.example.org/c"}}\n'),
  ],
  [
    "a redirect of aliases to the canonical name",
    `
services:
  shop:
    extends: website
    vip: home
    hostnames: [shop.example.org, store.example.org]
    canonical_redirect: true
    redirects: {/old: {to: "https://store.example.org/new"}}
`,
  ],
  [
    "a redirect to somebody else",
    shop('    hostnames: [shop.example.org]\n    redirects: {/maps: {to: "https://maps.example.net/"}}\n'),
  ],
  [
    "a redirect to a name that a wildcard certificate of ours covers and none of our services has",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: "https://elsewhere.example.org/"}}\n'),
  ],
  [
    "a redirect to a host without a slash behind it",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: "https://docs.example.net"}}\n'),
  ],
  [
    "a redirect to a deeper name than the certificate has",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: "https://a.b.example.org/"}}\n'),
  ],
  [
    "names that another service serves with TLS",
    `
services:
  shop:
    extends: website
    vip: home
    hostnames: [shop.example.org]
    frontends: {https: null}
  shop-tls:
    extends: website
    vip: home
    hostnames: [shop.example.org]
    frontends: {http: null}
`,
  ],
  [
    "TLS that ends in front of a stream",
    jobs('    frontends: {stream: {tls: {certificate: wildcard, min_version: "1.2"}}}\n'),
  ],
  [
    "a tls check of a stream that members end themselves",
    jobs("    backends: {stream: {check: {type: tls, timeout: 2s}}}\n"),
  ],
  ["a plain check of a stream that is passed on", jobs("    backends: {stream: {check: {type: ldap, timeout: 2s}}}\n")],
  [
    "a bare connect to TLS that is passed on",
    `
services:
  records:
    extends: stream
    vip: ${OWN_VIP}
    hostnames: [records.example.org]
    frontends: {stream: {port: 443, protocol: tls}}
`,
  ],
  [
    "a check that follows the backend into TLS",
    jobs(
      "    backends: {stream: {tls: {verify: true, ca: /etc/ssl/certs/house.pem}, check: {type: redis, timeout: 2s}}}\n",
    ),
  ],
  [
    "an https check of members that speak TLS",
    shop(
      "    hostnames: [shop.example.org]\n    backends: {web: {tls: {verify: true, ca: /etc/ssl/certs/house.pem}, check: {type: https, path: /, timeout: 2s}}}\n",
    ),
  ],
  [
    "a plain check of another port",
    shop(
      "    hostnames: [shop.example.org]\n    backends: {web: {tls: {verify: true, ca: /etc/ssl/certs/house.pem}, check: {port: 8081}}}\n",
    ),
  ],
  [
    "a TLS check of another port",
    shop("    hostnames: [shop.example.org]\n    backends: {web: {check: {type: tls, port: 8443, timeout: 2s}}}\n"),
  ],
  ["persistence by source without a name", jobs("    backends: {stream: {persistence: {by: source, timeout: 1h}}}\n")],
  ["connections limited on a stream", jobs("    frontends: {stream: {limits: {connections_per_source: 20}}}\n")],
  [
    "hidden clients of a service that the world can't reach",
    jobs("    backends: {stream: {client_address: hidden}}\n"),
  ],
  [
    "hidden clients of a frontend that the world can't reach",
    jobs(
      "    access: {from: [world]}\n    frontends: {stream: {access: {from: [campus]}}}\n    backends: {stream: {client_address: hidden}}\n",
    ),
  ],
  [
    "clients of anycast come without a load balancer",
    `
services:
  lookup: {extends: resolver, vip: {ipv4: 192.0.2.54, ipv6: "2001:db8:53::54"}, access: {from: [world]}}
`,
  ],
  [
    "no owner while testing",
    shop("    hostnames: [shop.example.org]\n    owner: null\n    state: testing\n    monitoring: {page: null}\n"),
  ],
  [
    "no check while testing",
    shop("    hostnames: [shop.example.org]\n    state: testing\n    backends: {web: {check: null}}\n"),
  ],
  ["page: false is said", shop("    hostnames: [shop.example.org]\n    monitoring: {page: false}\n")],
  ["all members must be well", shop("    hostnames: [shop.example.org]\n    monitoring: {minimum_healthy: 3}\n")],
  [
    "one node with two ports",
    shop("    hostnames: [shop.example.org]\n    members: {second: {node: web1, port: 8081}}\n"),
  ],
  [
    "equal weights with algorithm first",
    shop("    hostnames: [shop.example.org]\n    backends: {web: {algorithm: first}}\n"),
  ],
  [
    "a group that only a replaced layer names",
    `
groups:
  spare: {}
nodes:
  web4: {site: north, roles: [server], groups: [spare], addresses: {ipv4: 10.1.8.14/24, ipv6: "2001:db8:1:8::14/64"}}
profiles:
  spare-website: {extends: website, members: spare}
services:
  shop: {extends: spare-website, vip: home, hostnames: [shop.example.org], members: [web1]}
`,
  ],
];

test.each(sound)("says nothing about %s", (_title, catalog) => {
  expect(codesBesideBase(catalog)).toEqual([]);
});

test("an empty group that nothing refers to is no empty pool", () => {
  expect(codesBesideBase("groups:\n  spare: {}\n")).toEqual(["unused/group"]);
});
