import { expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const jobs = 'vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';

test("a pool is not called empty for a node that was left out for another fault", () => {
  const catalog = `
groups: {mail: {}}
nodes:
  mail1: {site: nroth, roles: [server], groups: [mail], addresses: {ipv4: 10.1.8.99/24}}
services:
  jobs: {extends: stream, ${jobs}, members: mail}
`;
  expect(codesBesideBase(catalog)).toEqual(["reference/unknown-site"]);
});

test("what may be used by a service that was left out is not called unused, nor its redirect nowhere", () => {
  const catalog = `
teams: {mail: {email: mail@example.org}}
networks: {vpn: [198.51.100.0/24]}
services:
  jobs: {extends: website, ${jobs}, hostnames: [jobs.example.org], owner: mial, access: {from: [vpn]}}
  shop: {extends: website, vip: home, hostnames: [shop.example.org], redirects: {/jobs: {to: "https://jobs.example.org/"}}}
`;
  expect(codesBesideBase(catalog)).toEqual(["reference/unknown-team"]);
});

test("errors that the rest of the fleet has are reported in the same run", () => {
  const catalog = `
services:
  jobs: {extends: stream, ${jobs}, owner: wbe}
  shop: {extends: website, vip: home, hostnames: [Shop.example.org]}
`;
  expect(codesBesideBase(catalog)).toEqual(["hostname/upper-case", "reference/unknown-team"]);
});
