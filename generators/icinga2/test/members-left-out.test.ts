import { expect, test } from "vitest";
import { compileText } from "../../../test/support/compile-text.ts";
import { buildModel } from "../model.ts";

const catalog = (monitoring: string): string => `
fleet: {name: members, asn: 64512, sites: [here], announce: [192.0.2.0/24], management: [office]}
networks: {office: [10.0.0.0/8]}
teams: {web: {email: web@shop.example}}
nodes:
  mon: {site: here, roles: [monitoring], addresses: {ipv4: 10.0.0.99/24}}
  rr: {site: here, roles: [route-reflector], addresses: {ipv4: 10.0.0.1/24}}
  lb1: {site: here, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24}}
  web1: {site: here, roles: [server], addresses: {ipv4: 10.0.0.21/24}}
services:
  shop:
    extends: std/http-website
    owner: web
    vip: {ipv4: 192.0.2.10}
    hostnames: [www.shop.example]
    access: {from: [office]}
    balance: {nodes: lb1}
    members: [web1]
    backends: {web: {port: 8080, check: {path: /healthz}}}
    monitoring: ${monitoring}
`;

function compiled(monitoring: string) {
  const { fleet, claims, findings } = compileText({ "catalog.yaml": catalog(monitoring) });
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  if (fleet === undefined || claims === undefined) throw new Error("the catalog has errors");
  const { pools, views } = buildModel(fleet);
  const atMembers = claims.checks.filter(({ by, address }) => by === "icinga2" && address === "10.0.0.21");
  return {
    pools: pools.map(({ name }) => name),
    views: views.map(({ backend, pages }) => [backend.name, pages]),
    claims: atMembers.map(({ check }) => check.type),
  };
}

test("members are checked directly, or through HAProxy if the service says so", () => {
  expect(compiled("{page: false}")).toEqual({ pools: ["shop:web:member"], views: [], claims: ["http"] });
  expect(compiled("{page: false, members: false}")).toEqual({ pools: [], views: [["web", false]], claims: [] });
});
