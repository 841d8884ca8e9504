import { expect, test } from "vitest";
import { compileText } from "../../../test/support/compile-text.ts";
import { buildModel } from "../model.ts";

const CATALOG = `
fleet: {name: questions, asn: 64512, sites: [here], announce: [192.0.2.0/24], management: [office]}
networks: {office: [10.0.0.0/8]}
teams: {web: {email: web@shop.example, pager: oncall}}
groups: {balancers: {}}
nodes:
  mon: {site: here, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24}}
  rr: {site: here, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24}}
  lb1: {site: here, roles: [load-balancer], groups: [balancers], addresses: {ipv4: 10.0.0.11/24}}
  web1: {site: here, roles: [server], addresses: {ipv4: 10.0.0.21/24}}
  dns1: {site: here, roles: [anycast-server], addresses: {ipv4: 10.0.0.53/24}}
profiles:
  ours: {owner: web, access: {from: [office]}, balance: {nodes: balancers}, members: [web1], monitoring: {page: true}}
  site: {extends: [std/http-website, ours]}
services:
  plain:
    extends: site
    vip: {ipv4: 192.0.2.10}
    hostnames: [www.shop.example, shop.example]
    backends:
      web: {check: {type: http, path: /alive, host: shop.example, expect: {status: 200, body: alive}}}
      v1: {port: 8081, check: {type: http, path: /healthz, expect: {status: 200}}}
      v2: {port: 8082, check: {type: http, path: /v2/healthz, expect: {status: 200}}}
    routes: {/v1: {backend: v1}, /v2: {backend: v2}}
  other-port: {extends: site, vip: {ipv4: 192.0.2.11}, hostnames: [a.example], backends: {web: {check: {type: http, port: 9000, path: /alive, expect: {body: alive}}}}}
  other-name: {extends: site, vip: {ipv4: 192.0.2.12}, hostnames: [b.example], backends: {web: {check: {type: http, path: /alive, host: inside.example}}}}
  other-type: {extends: site, vip: {ipv4: 192.0.2.13}, hostnames: [c.example], backends: {web: {check: {type: tcp}}}}
  other-way:
    extends: site
    vip: {ipv4: 192.0.2.14}
    hostnames: [d.example]
    backends: {web: {check: {type: http, path: /v1/alive}}, v1: {port: 8081, check: {type: http, path: /v1/alive}}}
    routes: {/v1: {backend: v1}}
  passed: {extends: [std/tls-passthrough, ours], vip: {ipv4: 192.0.2.15}, hostnames: [e.example], backends: {tls: {check: {type: https, path: /alive, host: inside.example}}}}
  stream: {extends: [std/tcp, ours], vip: {ipv4: 192.0.2.16}, frontends: {tcp: {port: 7000}}}
  cache: {extends: [std/redis, ours], vip: {ipv4: 192.0.2.17}}
  cache-elsewhere: {extends: [std/redis, ours], vip: {ipv4: 192.0.2.18}, backends: {redis: {check: {port: 9121}}}}
  names:
    extends: std/dns-resolver
    owner: web
    vip: {ipv4: 192.0.2.53}
    access: {from: [office]}
    balance: {by: anycast, nodes: dns1}
    health: {check: {type: http, port: 8053, path: /ready}}
`;

function model() {
  const { fleet, findings } = compileText({ "catalog.yaml": CATALOG });
  expect(findings.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  if (fleet === undefined) throw new Error("the catalog has errors");
  return buildModel(fleet);
}

test("the health check runs at the VIP if clients get the same answer there, else only the connection is tested", () => {
  const asked = model().vips.flatMap(({ checks }) =>
    checks.flatMap(({ name, asked: question }) => {
      if (question === undefined || name.endsWith(":certificate")) return [];
      const { type, host, path, status, body } = question.ask;
      return [[name, { type, host, path, status, body }]];
    }),
  );
  const any = [{ first: 100, last: 501 }];
  const well = [{ first: 200, last: 200 }];
  expect(Object.fromEntries(asked)).toEqual({
    "plain:http": { type: "http", host: "shop.example", path: "/alive", status: well, body: "alive" },
    "plain:http:route:%2Fv1": { type: "http", host: "www.shop.example", path: "/v1", status: any },
    "plain:http:route:%2Fv2": { type: "http", host: "www.shop.example", path: "/v2/healthz", status: well },
    "other-port:http": { type: "http", host: "a.example", path: "/", status: any },
    "other-name:http": { type: "http", host: "b.example", path: "/", status: any },
    "other-type:http": { type: "http", host: "c.example", path: "/", status: any },
    "other-way:http": { type: "http", host: "d.example", path: "/", status: any },
    "other-way:http:route:%2Fv1": { type: "http", host: "d.example", path: "/v1/alive" },
    "passed:tls": { type: "tls", host: "e.example" },
    "stream:tcp": { type: "tcp" },
    "cache:redis": { type: "redis" },
    "cache-elsewhere:redis": { type: "tcp" },
    "names::health": { type: "http", path: "/ready" },
    "names:dns": { type: "tcp" },
  });
});

test("HAProxy's view pages for backends whose members no other check reaches through the VIP", () => {
  const views = model().views.map(({ service, backend, pages }) => [service.name, backend.name, pages]);
  expect(views).toEqual([
    ["cache-elsewhere", "redis", true],
    ["stream", "tcp", true],
  ]);
});

test("a server is checked locally on a port that the firewall opens to nobody", () => {
  const places = model().vips.flatMap(({ checks }) =>
    checks.map(({ name, remote, local }) => [name, { remote, local }]),
  );
  expect(Object.fromEntries(places)).toMatchObject({
    "names::health": { remote: [], local: ["ipv4"] },
    "names:dns": { remote: ["ipv4"], local: ["ipv4"] },
  });
});
