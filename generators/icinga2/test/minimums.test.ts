import { expect, test } from "vitest";
import { compileText } from "../../../test/support/compile-text.ts";
import { buildModel } from "../model.ts";
import { minimumsOf } from "../monitored/minimums.ts";

const CATALOG = `
fleet: {name: minimums, asn: 64512, sites: [here], announce: [192.0.2.0/24], management: [office]}
networks: {office: [10.0.0.0/8]}
teams: {web: {email: web@shop.example}}
groups: {balancers: {}, names: {}}
nodes:
  mon: {site: here, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24}}
  rr: {site: here, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24}}
  lb1: {site: here, roles: [load-balancer], groups: [balancers], addresses: {ipv4: 10.0.0.11/24}}
  web1: {site: here, roles: [server], addresses: {ipv4: 10.0.0.21/24}}
  web2: {site: here, roles: [server], addresses: {ipv4: 10.0.0.22/24}}
  web3: {site: here, roles: [server], addresses: {ipv4: 10.0.0.23/24}}
  web4: {site: here, roles: [server], state: draining, addresses: {ipv4: 10.0.0.24/24}}
  web5: {site: here, roles: [server], state: offline, addresses: {ipv4: 10.0.0.25/24}}
  dns1: {site: here, roles: [anycast-server], groups: [names], addresses: {ipv4: 10.0.0.31/24}}
  dns2: {site: here, roles: [anycast-server], groups: [names], state: draining, addresses: {ipv4: 10.0.0.32/24}}
  dns3: {site: here, roles: [anycast-server], groups: [names], state: offline, addresses: {ipv4: 10.0.0.33/24}}
services:
  shop:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.10}
    hostnames: [www.shop.example]
    access: {from: [office]}
    balance: {nodes: balancers}
    members: {web1: {}, web2: {state: draining}, web3: {state: maintenance}, web4: {}, web5: {}}
    monitoring: {minimum_healthy: 1}
  resolver:
    extends: std/dns-resolver
    owner: web
    vip: {ipv4: 192.0.2.53}
    access: {from: [office]}
    balance: {nodes: names}
    health: {check: {query: shop.example}}
    monitoring: {minimum_healthy: 1}
`;

test("members and nodes that are draining, in maintenance or offline are not counted, because they serve no clients", () => {
  const { fleet } = compileText({ "catalog.yaml": CATALOG });
  if (fleet === undefined) throw new Error("the catalog has errors");
  const model = buildModel(fleet);
  const counted = model.vips.flatMap((vip) => Object.entries(minimumsOf(model, vip, "ipv4")));
  expect(counted.map(([name, minimum]) => [name, JSON.parse(JSON.stringify(minimum)).counted])).toEqual([
    ["resolver::minimum:nodes", [["dns1", "resolver::health:ipv4"]]],
    ["shop::minimum:members of web", [["web1", "shop:web:member"]]],
  ]);
});
