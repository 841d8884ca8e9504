import { expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const OWN_VIP = '{ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';

function shop(rest: string): string {
  return `services:\n  shop:\n    extends: website\n    vip: home\n${rest}`;
}

function jobs(rest: string): string {
  return `services:\n  jobs:\n    extends: stream\n    vip: ${OWN_VIP}\n${rest}`;
}

/** Catalogs that look like a mistake, but are correct. */
const sound: readonly (readonly [title: string, catalog: string])[] = [
  ["only the base fleet", ""],
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
    "a redirect to a path with the same beginning",
    shop("    hostnames: [shop.example.org]\n    redirects: {/a: {to: /ab}}\n"),
  ],
  [
    "a chain of redirects",
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
    "a redirect to another site",
    shop('    hostnames: [shop.example.org]\n    redirects: {/maps: {to: "https://maps.example.net/"}}\n'),
  ],
  [
    "a redirect to a name that a wildcard certificate covers, but no service has",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: "https://elsewhere.example.org/"}}\n'),
  ],
  [
    "a redirect to a host without a trailing slash",
    shop('    hostnames: [shop.example.org]\n    redirects: {/a: {to: "https://docs.example.net"}}\n'),
  ],
  [
    "a redirect to a name one level below the certificate",
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
    "TLS termination for a stream",
    jobs('    frontends: {stream: {tls: {certificate: wildcard, min_version: "1.2"}}}\n'),
  ],
  [
    "a tls check of a stream whose TLS ends at members",
    jobs("    backends: {stream: {check: {type: tls, timeout: 2s}}}\n"),
  ],
  ["a plain check of a stream that is passed on", jobs("    backends: {stream: {check: {type: ldap, timeout: 2s}}}\n")],
  [
    "a tcp check with TLS passthrough",
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
    "a check with the backend's TLS",
    jobs(
      "    backends: {stream: {tls: {verify: true, ca: /etc/ssl/certs/house.pem}, check: {type: redis, timeout: 2s}}}\n",
    ),
  ],
  [
    "an https check of members with TLS",
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
    "hidden client addresses of a service that is not open to the world",
    jobs("    backends: {stream: {client_address: hidden}}\n"),
  ],
  [
    "hidden client addresses of a frontend that is not open to the world",
    jobs(
      "    access: {from: [world]}\n    frontends: {stream: {access: {from: [campus]}}}\n    backends: {stream: {client_address: hidden}}\n",
    ),
  ],
  [
    "anycast clients connect without a load balancer",
    `
services:
  lookup: {extends: resolver, vip: {ipv4: 192.0.2.54, ipv6: "2001:db8:53::54"}, access: {from: [world]}}
`,
  ],
  [
    "no owner in testing",
    shop("    hostnames: [shop.example.org]\n    owner: null\n    state: testing\n    monitoring: {page: null}\n"),
  ],
  [
    "no check in testing",
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
    "a group that only an overridden layer uses",
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

test.each(sound)("reports nothing about %s", (_title, catalog) => {
  expect(codesBesideBase(catalog)).toEqual([]);
});

test("an empty group that nothing uses is not an empty pool", () => {
  expect(codesBesideBase("groups:\n  spare: {}\n")).toEqual(["unused/group"]);
});
