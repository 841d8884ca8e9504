import { expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const jobs = 'vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';

test("a pool is not reported as empty because of a node with another error", () => {
  const catalog = `
groups: {mail: {}}
nodes:
  mail1: {site: nroth, roles: [server], groups: [mail], addresses: {ipv4: 10.1.8.99/24}}
services:
  jobs: {extends: stream, ${jobs}, members: mail}
`;
  expect(codesBesideBase(catalog)).toEqual(["reference/unknown-site"]);
});

test("what a broken service may use is not reported as unused, and redirects to it not as leading nowhere", () => {
  const catalog = `
teams: {mail: {email: mail@example.org}}
networks: {vpn: [198.51.100.0/24]}
services:
  jobs: {extends: website, ${jobs}, hostnames: [jobs.example.org], owner: mial, access: {from: [vpn]}}
  shop: {extends: website, vip: home, hostnames: [shop.example.org], redirects: {/jobs: {to: "https://jobs.example.org/"}}}
`;
  expect(codesBesideBase(catalog)).toEqual(["reference/unknown-team"]);
});

test("errors of the rest of the fleet are reported in the same run", () => {
  const catalog = `
services:
  jobs: {extends: stream, ${jobs}, owner: wbe}
  shop: {extends: website, vip: home, hostnames: [Shop.example.org]}
`;
  expect(codesBesideBase(catalog)).toEqual(["hostname/upper-case", "reference/unknown-team"]);
});
