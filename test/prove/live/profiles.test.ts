import { expect, test } from "vitest";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { proveInLab } from "./proof-lab.ts";

/** A service with a built-in profile, or with its own check, and what else it needs. */
const SERVICES: Readonly<Record<string, string>> = {
  database: "extends: std/mysql",
  records: "extends: std/postgresql",
  sessions: "extends: std/redis",
  directory: "extends: std/ldap",
  mailbox: "extends: std/imap",
  relay: "extends: std/smtp",
  queue: "extends: std/mqtt",
  code: "extends: std/git-ssh",
  bytes: "extends: std/tcp\n    frontends: {tcp: {port: 7000}}",
  odd: "extends: std/http-website\n    hostnames: [odd.example]\n    backends: {web: {check: {path: /, expect: {status: 204}}}}",
};

function catalog(): string {
  const services = Object.entries(SERVICES).map(
    ([name, lines], number) => `
  ${name}:
    ${lines}
    owner: web
    vip: {ipv4: 192.0.2.${number + 10}, ipv6: "2001:db8:53::${number + 10}"}
    access: {from: [office]}
    balance: {by: haproxy, nodes: lb1}
    members: [db1, db2]`,
  );
  return `
fleet:
  name: profiles
  sites: [home]
  announce: [192.0.2.0/24, "2001:db8:53::/48"]
  management: [office]
networks: {office: [198.51.100.0/24, "2001:db8:ff::/48"]}
teams: {web: {email: web@shop.example}}
nodes:
  lb1: {site: home, roles: [load-balancer], addresses: {ipv4: 10.0.0.11/24, ipv6: "2001:db8::11/64"}}
  db1: {site: home, roles: [server], addresses: {ipv4: 10.0.0.21/24, ipv6: "2001:db8::21/64"}}
  db2: {site: home, roles: [server], addresses: {ipv4: 10.0.0.22/24, ipv6: "2001:db8::22/64"}}
services:${services.join("")}
`;
}

describeWith(["haproxy", "nft", "ip", "openssl", "namespaces"], "services of built-in profiles", () => {
  test("pass without a line of code, whatever their protocol", async () => {
    const proof = await proveInLab(labInput({ "catalog.yaml": catalog() }));
    expect([...proof.others, ...proof.services.flatMap(({ broken }) => broken)]).toEqual([]);
    for (const { service, answers, machines } of proof.services) {
      expect(answers, service).toBeGreaterThan(0);
      if (service !== "queue") expect(machines, service).toContain("db1");
    }
  });
});
