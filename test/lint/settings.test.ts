import { describe, expect, test } from "vitest";
import { findingsBesideBase } from "./base-fleet.ts";

const WANTED =
  /^(?:check\/expects|setting\/|tls\/(?:unverified|system|client-certificates-optional)|limits\/|member\/own|apache\/(?:system|around)|file\/|node\/(?:wide|not-its)|ports\/)/;

function codes(text: string): string[] {
  return [...new Set(findingsBesideBase(text).map(({ code }) => code))].filter((code) => WANTED.test(code)).sort();
}

function shop(keys: string): string {
  return `services: {shop: {extends: website, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, hostnames: [shop.example.org], ${keys}}}`;
}

const web = (keys: string) => `backends: {web: {${keys}}}`;
const https = (keys: string) => `frontends: {https: {${keys}}}`;
const CA = "ca: /etc/ssl/certs/ca.pem";

describe("settings that defeat their own purpose", () => {
  test.each<[string, readonly string[]]>([
    [web("check: {expect: {status: 500}}"), ["check/expects-errors"]],
    [web("check: {expect: {status: 100-599}}"), ["check/expects-errors"]],
    [web("check: {expect: {status: 200-499}}"), ["check/expects-errors"]],
    [web("check: {expect: {status: [200, 503]}}"), ["check/expects-errors"]],
    [web("check: {expect: {status: 200-399}}"), []],
    [web("check: {expect: {status: [200, 401]}}"), []],
    [web("check: {expect: {}}"), ["setting/empty"]],
    ["monitoring: {checks: {a: {type: http, expect: {status: 500-599}}}}", ["check/expects-errors"]],
    [web("tls: {verify: false}, check: {type: https}"), ["tls/unverified"]],
    [web("tls: {verify: true}, check: {type: https}"), ["tls/system-authorities"]],
    [web(`tls: {verify: true, ${CA}}, check: {type: https}`), []],
    [https(`tls: {client_certificates: {${CA}, required: false}}`), ["tls/client-certificates-optional"]],
    [https(`tls: {client_certificates: {${CA}}}`), []],
    [https("limits: {}"), ["setting/empty"]],
    [https("request_headers: {}"), ["setting/empty"]],
    ["timeouts: {connect: null, client: null, server: null}", []],
    ["members: {web1: {}, web2: {}}", []],
    [https("limits: {connections: 1}"), ["setting/too-small"]],
    [https("limits: {connections_per_source: 1}"), ["setting/too-small"]],
    [https("limits: {requests_per_source: 1/1d}"), ["setting/too-small"]],
    [https("limits: {requests_per_source: 100/10s, connections: 9000, connections_per_source: 50}"), []],
    [https("tls: {hsts: {max_age: 1s}}"), ["setting/too-small"]],
    [https("tls: {hsts: {max_age: 300s}}"), []],
    ["timeouts: {client: 1ms}", ["setting/too-small"]],
    ["timeouts: {tunnel: 5s}", ["setting/too-small"]],
    [web("check: {interval: 5ms, timeout: 1ms}"), ["setting/too-small"]],
    ["monitoring: {certificate_expiry: {warn: 30m, critical: 14m}}", ["setting/too-small"]],
    [web("port: null"), ["setting/removed"]],
    [https("limits: {connections_per_source: 9, except: [world]}"), ["limits/except-all"]],
    [https("limits: {connections_per_source: 9, except: [campus]}"), []],
    [https("limits: {connections: 900, except: [campus]}"), ["limits/except-nothing"]],
    ["members: [lb1, web1]", ["member/own-balancer"]],
    ["members: [lb1]", ["member/own-balancer"]],
    ["ports: {a: {port: 9, transport: tcp, nodes: web, from: [campus], except: [campus]}}", ["ports/no-source"]],
    ["apache: {document_root: /etc}", ["apache/system-folder"]],
    ["apache: {document_root: /var}", ["apache/system-folder"]],
    ["apache: {document_root: /home/anna}", ["apache/system-folder"]],
    ["apache: {document_root: /home/anna/public_html}", []],
    ["apache: {document_root: /usr/share/phpmyadmin}", []],
    ["apache: {document_root: /var/www/html, aliases: {/x: /proc}}", ["apache/system-folder"]],
    ["apache: {document_root: /var/www/html, error_pages: /root/pages}", ["apache/system-folder"]],
    [web("apache: {document_root: /usr}"), ["apache/system-folder"]],
    ["apache: {document_root: /etc/haproxy/certs}", ["apache/system-folder"]],
    [web("tls: {verify: true, ca: /etc/haproxy/haproxy.cfg}, check: {type: https}"), ["file/generated"]],
  ])("%s", (keys, want) => {
    expect(codes(shop(keys))).toEqual(want);
  });

  test.each([
    ["interface: lo", ["node/not-its-interface"]],
    ["interface: anycast0", ["node/not-its-interface"]],
    ["interface: lo, managed: false", []],
    ["interface: eth1", []],
  ])("a node with %s", (keys, want) => {
    const node = `nodes: {web9: {site: north, roles: [server], groups: [web], ${keys}, addresses: {ipv4: 10.1.8.19/24}}}`;
    expect(codes(node)).toEqual(want);
  });

  test.each([
    ["ipv4: 10.1.8.19/2", ["node/wide-subnet"]],
    ['ipv4: 10.1.8.19/8, ipv6: "2001:db8:1:8::19/16"', ["node/wide-subnet"]],
    ['ipv4: 10.1.8.19/8, ipv6: "2001:db8:1:8::19/48"', []],
  ])("a node at %s", (addresses, want) => {
    expect(codes(`nodes: {web9: {site: north, roles: [server], groups: [web], addresses: {${addresses}}}}`)).toEqual(
      want,
    );
  });

  test("a certificate at the path of a generated file", () => {
    expect(codes("certificates: {own: {file: /etc/haproxy/maps/own.pem, names: [shop.example.net]}}")).toEqual([
      "file/generated",
    ]);
    expect(codes("certificates: {own: {file: /etc/haproxy/certs/own.pem, names: [shop.example.net]}}")).toEqual([]);
  });
});

describe("a folder inside a restricted route", () => {
  const NODES = `
nodes: {www1: {site: north, roles: [web-server], groups: [sites], addresses: {ipv4: 10.1.8.31/24}}}
groups: {sites: {}}
`;
  const site = (apache: string, routes = "/a: {access: {from: [campus]}}") =>
    `${NODES}\n${shop(`members: sites, routes: {${routes}}, apache: {document_root: /srv/www, ${apache}}`)}`;

  test.each<[string, readonly string[]]>([
    ["aliases: {/b: /srv/www/a}", ["apache/around-route"]],
    ["aliases: {/b: /srv/www/a/deeper}", ["apache/around-route"]],
    ["aliases: {/b: /srv/www}", ["apache/around-route"]],
    ["aliases: {/b: /srv}", ["apache/around-route"]],
    ["aliases: {/a: /srv/www/files}", ["apache/around-route"]],
    ["aliases: {/a: /srv/closed, /b: /srv/closed}", ["apache/around-route"]],
    ["aliases: {/a: /srv/closed, /b: /srv/open}", []],
    ["aliases: {/a/b: /srv/www/a/deeper}", []],
    ["aliases: {/b: /srv/www/ab}", []],
  ])("%s", (apache, want) => {
    expect(codes(site(apache))).toEqual(want);
  });

  test("another restricted path reveals nothing", () => {
    const routes = "/a: {access: {from: [campus]}}, /b: {access: {from: [campus]}}";
    expect(codes(site("aliases: {/b: /srv/www/a}", routes))).toEqual([]);
  });

  test("another service on the same web server", () => {
    const other =
      "other: {extends: website, vip: home, hostnames: [other.example.org], members: sites, backends: {web: {port: 8081}}, apache: {document_root: /srv/other, aliases: {/b: /srv/www/a}}}";
    const text = site("index: [a.html]").replace(/\}\}$/, `}, ${other}}`);
    expect(codes(text)).toEqual(["apache/around-route"]);
  });
});
