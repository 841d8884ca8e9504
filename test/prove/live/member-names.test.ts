import { expect, test } from "vitest";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { proveInLab } from "./proof-lab.ts";

const CATALOG = `
fleet:
  name: names
  sites: [home]
  announce: [192.0.2.0/24]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
certificates: {www: {file: /etc/haproxy/certs/www.pem, names: ["*.shop.example"]}}
nodes:
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24}}
  db1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.21/24}}
  db2: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24}}
services:
  shop:
    extends: std/https-website
    owner: web
    vip: {ipv4: 192.0.2.10}
    hostnames: [a.shop.example, b.shop.example]
    access: {from: [office]}
    balance: {by: haproxy, nodes: lb1}
    members: {db1: {server_name: db1.shop.example}, db2: {}}
    frontends: {https: {tls: {certificate: www}}}
    backends: {web: {port: 8443, connections: per-client, tls: {verify: true, ca: /etc/haproxy/certs/members.pem}, check: {type: https, path: /}}}
  database:
    extends: std/mysql
    owner: web
    vip: {ipv4: 192.0.2.11}
    access: {from: [office]}
    balance: {by: haproxy, nodes: lb1}
    members: {db1: {}, db2: {backup: true}}
`;

describeWith(["haproxy", "nft", "ip", "openssl", "namespaces"], "TLS names of members in the lab", () => {
  test("members with several names pass", async () => {
    const proof = await proveInLab(labInput({ "catalog.yaml": CATALOG }));
    expect([...proof.others, ...proof.services.flatMap(({ broken }) => broken)]).toEqual([]);
    expect(proof.services.map(({ service, answers }) => [service, answers > 0])).toEqual([
      ["database", true],
      ["shop", true],
    ]);
  });
});
