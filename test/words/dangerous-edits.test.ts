import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { wordsBetween } from "../support/words-between.ts";

const CATALOG = readFolder(join(packageRoot, "test/words/catalog"));
const BEFORE = compileText(CATALOG);

/** The catalog with a text in the place of another, which occurs once. */
function edited(from: string, to: string): Record<string, string> {
  const files = Object.entries(CATALOG).filter(([, text]) => text.includes(from));
  expect(files.map(([, text]) => text.split(from).length)).toEqual([2]);
  return { ...CATALOG, ...Object.fromEntries(files.map(([path, text]) => [path, text.replace(from, () => to)])) };
}

const HR = "    hostnames: [hr.shop.example]\n";
const BLOG_HTTPS = 'https: {tls: {min_version: "1.2", hsts: {max_age: 180d}}, limits: {requests_per_source: 200/10s}}';

test.each<[what: string, from: string, to: string, words: string[]]>([
  [
    "a path is opened",
    "/intern: {access: {from: [campus]}}",
    "/intern: {access: {from: [world]}}",
    ["! shop /intern: open to world (was campus) on https"],
  ],
  [
    "a path loses its access",
    "    routes: {/intern: {access: {from: [campus]}}}\n",
    "",
    ["! shop /intern: open to world (was campus) on https"],
  ],
  [
    "a path below another has its own access, which the other does not narrow",
    "    routes: {/intern:",
    "    routes: {/intern/board: {access: {from: [office]}}, /intern:",
    ["! shop /intern/board: open to office (was campus) on https"],
  ],
  ["blocked networks", "  blocked: [abusers]\n", "", ["! fleet: 203.0.113.66/32 (abusers) no longer blocked anywhere"]],
  [
    "a service at a shared VIP is opened, and no other is mentioned",
    `${HR}    access: {from: [campus]}`,
    `${HR}    access: {from: [world]}`,
    ["! hr: open to world (was campus) on http, https"],
  ],
  [
    "an exception of a profile",
    "    access: {from: [world]}\n",
    "    access: {from: [world], except: [campus]}\n",
    [
      "- api: open to world except campus only (was world) on https",
      "- blog, shop: open to world except campus only (was world) on http, https",
      "- hr: open to campus except campus only (was campus) on http, https",
      "- shop /intern: open to campus except campus only (was campus) on https",
    ],
  ],
  [
    "client certificates",
    ", https: {tls: {client_certificates: {ca: /etc/ssl/certs/partners-ca.pem}}}",
    "",
    ["! api: no longer demands certificates of clients on https"],
  ],
  [
    "client certificates become optional",
    "client_certificates: {ca:",
    "client_certificates: {required: false, ca:",
    ["! api: certificates of clients are optional (were demanded) on https"],
  ],
  [
    "another CA",
    "partners-ca.pem",
    "everybody-ca.pem",
    [
      "! api: CA of clients' certificates /etc/ssl/certs/everybody-ca.pem (was /etc/ssl/certs/partners-ca.pem) on https",
    ],
  ],
  [
    "verification of members",
    "verify: true",
    "verify: false",
    ["! shop: members' certificates no longer verified in backend web"],
  ],
  [
    "TLS towards members",
    "tls: {verify: true, ca: /etc/ssl/certs/house-ca.pem}, check: {type: https}",
    "check: {type: http}",
    [
      "! shop: members reached without TLS in backend web",
      "  shop: check of members: path / (was not set) in backend web",
      "  shop: members checked by http (was https) in backend web",
    ],
  ],
  ["an old TLS version", 'min_version: "1.2"', 'min_version: "1.0"', ["! blog: TLS 1.0 accepted (was 1.2) on https"]],
  ["a new TLS version", 'min_version: "1.2"', 'min_version: "1.3"', ["- blog: TLS 1.3 demanded (was 1.2) on https"]],
  [
    "a limit",
    ", limits: {requests_per_source: 200/10s}",
    "",
    ["! blog: limit of requests per source gone (was 200/10s) on https"],
  ],
  ["a higher limit", "200/10s", "200/1s", ["! blog: limit of requests per source 200/1s (was 200/10s) on https"]],
  ["a lower limit", "200/10s", "20/10s", ["  blog: limit of requests per source 20/10s (was 200/10s) on https"]],
  [
    "who is not limited",
    "{requests_per_source: 200/10s}",
    "{requests_per_source: 200/10s, except: [campus]}",
    ["! blog: no limits for campus on https"],
  ],
  [
    "what may be announced",
    "announce: [192.0.2.0/24",
    "announce: [192.0.0.0/16",
    ["! fleet: nodes may announce 192.0.0.0/16", "- fleet: nodes may no longer announce 192.0.2.0/24"],
  ],
  [
    "who manages",
    "management: [office]",
    "management: [office, campus]",
    ["! fleet: managed from 10.0.0.0/8, 2001:db8::/32 (campus)"],
  ],
  [
    "a network that is allowed grows",
    "campus: [10.0.0.0/8,",
    "campus: [10.0.0.0/8, 172.16.0.0/12,",
    ["! network campus: also 172.16.0.0/12: allowed at hr, shop"],
  ],
  [
    "a network that is blocked shrinks",
    "abusers: [203.0.113.66/32]",
    "abusers: [203.0.113.67/32]",
    [
      "! network abusers: without 203.0.113.66/32: no longer blocked at all services",
      "- network abusers: also 203.0.113.67/32: blocked at all services",
    ],
  ],
  [
    "the firewall is left to somebody else",
    "lb1: {site: home,",
    "lb1: {site: home, emit: {nftables: false},",
    ["! node lb1: no firewall (nftables) from intentlb, left to the node's owner"],
  ],
  [
    "a port of a node",
    "web1: {site: home,",
    "web1: {site: home, ports: {debug: {port: 9229, transport: tcp, from: [world]}},",
    ["! node web1: port debug (9229) open to world"],
  ],
  [
    "a port of a service",
    HR,
    `${HR}    ports: {admin: {port: 8443, transport: tcp, nodes: web2, from: [world]}}\n`,
    ["! hr port admin: 8443 open to world"],
  ],
  [
    "another frontend",
    HR,
    `${HR}    frontends: {mail: {port: 25, protocol: tcp, backend: mail}}\n    backends: {mail: {protocol: tcp, check: {type: tcp}}}\n`,
    ["! hr: reached on port 25, too, open to campus on mail", "+ hr: new backend, members web2 in backend mail"],
  ],
  ["HSTS", ", hsts: {max_age: 180d}", "", ["! blog: HSTS gone (was 180d) on https"]],
  ["shorter HSTS", "max_age: 180d", "max_age: 1d", ["! blog: HSTS 1d (was 180d) on https"]],
  [
    "a raw line",
    BLOG_HTTPS,
    BLOG_HTTPS.replace("10s}}", '10s}, haproxy: ["http-request allow"]}'),
    ["! blog: raw line in HAProxy's frontend: http-request allow on https"],
  ],
  ["paging", HR, `${HR}    monitoring: {page: false}\n`, ["! hr: no longer pages its owner"]],
  ["a timeout", "tunnel: 1h", "tunnel: 1s", ["  blog: tunnel timeout 1s (was 1h)"]],
  [
    "a VIP is renumbered",
    'vip: {ipv4: 192.0.2.20, ipv6: "2001:db8:53::20"}',
    'vip: {ipv4: 192.0.2.21, ipv6: "2001:db8:53::21"}',
    ["~ blog: moves from 192.0.2.20, 2001:db8:53::20 to 192.0.2.21, 2001:db8:53::21"],
  ],
  [
    "a shared VIP is renumbered",
    'web: {ipv4: 192.0.2.10, ipv6: "2001:db8:53::10"}',
    'web: {ipv4: 192.0.2.11, ipv6: "2001:db8:53::11"}',
    ["~ VIP web: moves from 192.0.2.10, 2001:db8:53::10 to 192.0.2.11, 2001:db8:53::11"],
  ],
  [
    "a VIP loses a family, and one is renumbered in the other",
    'vip: {ipv4: 192.0.2.20, ipv6: "2001:db8:53::20"}',
    "vip: {ipv4: 192.0.2.21}",
    ["- blog: no longer reached at 2001:db8:53::20", "~ blog: moves from 192.0.2.20 to 192.0.2.21"],
  ],
  [
    "a service gets a VIP of its own",
    HR,
    `    vip: {ipv4: 192.0.2.30}\n${HR}`,
    ["~ hr: moves from VIP web to VIP 192.0.2.30"],
  ],
  [
    "a network that is allowed shrinks: nothing opens",
    "campus: [10.0.0.0/8,",
    "campus: [10.0.0.0/9,",
    ["- network campus: without 10.128.0.0/9: no longer allowed at hr, shop"],
  ],
  [
    "a prefix inside an old one is announced: nothing opens",
    "announce: [192.0.2.0/24",
    "announce: [192.0.2.0/25",
    ["- fleet: nodes may no longer announce 192.0.2.0/24", "  fleet: nodes may announce 192.0.2.0/25"],
  ],
  [
    "the members' port of a profile",
    "backends: {web: {port: 8080}}",
    "backends: {web: {port: 8081}}",
    ["~ api, blog, hr: members listen on 8081 (was 8080) in backend web"],
  ],
  [
    "checks",
    "check: {type: https}",
    "check: {type: https, path: /health, interval: 2s}",
    [
      "  shop: check of members: path /health (was not set) in backend web",
      "  shop: members checked every 2s (was 5s) in backend web",
    ],
  ],
  [
    "a member goes, and comes",
    "members: [web2]",
    "members: [web1]",
    ["- api, hr, shop: member web2 gone in backend web", "+ api, hr, shop: member web1 in backend web"],
  ],
  ["a folder above", "document_root: /srv/www", "document_root: /srv", ["! blog: serves folder /srv (was /srv/www)"]],
  [
    "another folder",
    "document_root: /srv/www",
    "document_root: /srv/web",
    ["~ blog: serves folder /srv/web (was /srv/www)"],
  ],
  [
    "an alias",
    "apache: {document_root: /srv/www}",
    "apache: {document_root: /srv/www, aliases: {/backup: /var/backups}, listing: true}",
    ["! blog: lists folders without an index file", "! blog: serves at /backup /var/backups (was not set)"],
  ],
  ["a node moves", "10.0.0.22/24", "10.0.0.23/24", ["~ node web2: IPv4 address 10.0.0.23/24 (was 10.0.0.22/24)"]],
  ["nobody is paged", "pager: web}", "}", ["! team web: no longer paged (was web)"]],
  ["a service drains", HR, `${HR}    state: draining\n`, ["- hr: draining (was production)"]],
  [
    "a service is retired",
    HR,
    `${HR}    state: retired\n`,
    ["- hr: no longer served at hr.shop.example, VIP web (retired)"],
  ],
  [
    "a service is removed",
    `  hr:\n    extends: site\n${HR}    access: {from: [campus]}\n`,
    "",
    ["- hr: no longer served at hr.shop.example, VIP web (removed)"],
  ],
  ["a service is renamed", "  hr:\n", "  staff:\n", ["~ staff: renamed from hr"]],
  [
    "a service is renamed, and something of it changes: no change hides behind the name",
    `  hr:\n    extends: site\n${HR}    access: {from: [campus]}`,
    `  staff:\n    extends: site\n${HR}    access: {from: [world]}`,
    [
      "- hr: no longer served at hr.shop.example, VIP web (removed)",
      "+ staff: new at hr.shop.example, VIP web, open to world on http, https, 1 member, pages web",
    ],
  ],
  [
    "a service comes",
    "services:\n",
    "services:\n  new: {extends: site, hostnames: [new.shop.example]}\n",
    ["+ new: new at new.shop.example, VIP web, open to world on http, https, 1 member, pages web"],
  ],
  [
    "a service comes, and with it what a reviewer must see",
    "services:\n",
    `services:\n  new: {extends: site, hostnames: [new.shop.example], vip: {ipv4: 192.0.2.99}, frontends: {https: {tls: {min_version: "1.1"}, haproxy: ["option httplog"]}}}\n`,
    [
      "! new: TLS 1.1 accepted (was 1.2) on https",
      "! new: raw line in HAProxy's frontend: option httplog on https",
      "+ new: new at new.shop.example, VIP 192.0.2.99, open to world on http, https, 1 member, pages web",
    ],
  ],
])("%s", (_what, from, to, words) => {
  expect(wordsBetween(BEFORE, compileText(edited(from, to)))).toEqual(words);
});

test("what opens in one direction stops in the other", () => {
  const after = compileText(edited("verify: true", "verify: false"));
  expect(wordsBetween(after, BEFORE)).toEqual(["  shop: members' certificates verified in backend web"]);
});

test("nothing changes: no words, whatever the order of keys", () => {
  expect(wordsBetween(BEFORE, compileText(CATALOG))).toEqual([]);
  const reordered = edited(
    '{min_version: "1.2", hsts: {max_age: 180d}}',
    '{hsts: {max_age: 180d}, min_version: "1.2"}',
  );
  expect(wordsBetween(BEFORE, compileText(reordered))).toEqual([]);
});
