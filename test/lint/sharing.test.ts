import { describe, expect, test } from "vitest";
import { codesBesideBase, findingsBesideBase } from "./base-fleet.ts";

const VIP = 'vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';

describe("services that may share an address cause no findings", () => {
  test.each([
    ["http by host name", "services: {shop: {extends: website, vip: home, hostnames: [shop.example.org]}}"],
    [
      "the same address on another port",
      "services: {queue: {extends: stream, vip: stream, frontends: {stream: {port: 9002}}}}",
    ],
    ["tcp beside http at another port", "services: {queue: {extends: stream, vip: home}}"],
    ["the same port at another address", `services: {queue: {extends: stream, ${VIP}}}`],
    [
      "passthrough by server name",
      `
vips: {records: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}}
services:
  records: {extends: stream, vip: records, hostnames: [records.example.org], frontends: {stream: {port: 443, protocol: tls}}}
  exams: {extends: stream, vip: records, hostnames: [exams.example.org], frontends: {stream: {port: 443, protocol: tls}}}
`,
    ],
    [
      "a fallback without host names",
      `
vips: {shop: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30", fallback: rest}}
services:
  shop: {extends: website, vip: shop, hostnames: [shop.example.org]}
  rest: {extends: website, vip: shop}
`,
    ],
    [
      "the same duration in another notation",
      "services: {shop: {extends: website, vip: home, hostnames: [shop.example.org], timeouts: {client: 50000ms}}}",
    ],
    [
      "a server timeout, which belongs to the backend",
      "services: {shop: {extends: website, vip: home, hostnames: [shop.example.org], timeouts: {server: 10m}}}",
    ],
    [
      "tcp and udp of one port",
      `services: {dns: {extends: resolver, vip: {ipv4: 192.0.2.54, ipv6: "2001:db8:53::54"}, frontends: {dns: {transport: tcp}, dns-udp: {port: 53, transport: udp, protocol: tcp}}}}`,
    ],
    [
      "client certificates on a port of their own",
      `services: {partners: {extends: website, ${VIP}, hostnames: [partners.example.org], frontends: {https: {tls: {client_certificates: {ca: /etc/ssl/certs/ca.pem}}}}}}`,
    ],
    [
      "minimum_members on a VIP of its own",
      `services: {shop: {extends: website, ${VIP}, hostnames: [shop.example.org], health: {minimum_members: 3}}}`,
    ],
    [
      "minimum_members of a service that waits for its members",
      `services: {shop: {extends: website, ${VIP}, hostnames: [shop.example.org], state: planned, members: {web1: {state: maintenance}}, health: {minimum_members: 3}}}`,
    ],
    [
      "draining on a VIP of its own",
      `services: {shop: {extends: website, ${VIP}, hostnames: [shop.example.org], state: draining}}`,
    ],
    [
      "draining with all services that share the VIP",
      `
vips: {shop: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}}
services:
  shop: {extends: website, vip: shop, hostnames: [shop.example.org], state: draining}
  cart: {extends: website, vip: shop, hostnames: [cart.example.org], state: draining}
`,
    ],
    [
      "a retired neighbour with other settings",
      "services: {shop: {extends: website, vip: home, hostnames: [shop.example.org], state: retired, timeouts: {client: 1h}, balance: {nodes: [lb1]}}}",
    ],
  ])("%s", (_title, catalog) => {
    expect(codesBesideBase(catalog)).toEqual([]);
  });
});

describe("services on the same port", () => {
  test.each(["planned", "testing", "maintenance", "draining", "retired"])("a %s service does", (state) => {
    const catalog = `services: {queue: {extends: stream, vip: stream, state: ${state}}}`;
    expect(codesBesideBase(catalog)).toContain("bind/duplicate");
  });

  test("three services on one port cause two findings", () => {
    const catalog = "services: {a: {extends: stream, vip: stream}, b: {extends: stream, vip: stream}}";
    expect(findingsBesideBase(catalog).map((finding) => finding.subject?.name)).toEqual(["b", "stream"]);
  });

  test("tcp and http on one port cannot be told apart", () => {
    const catalog = "services: {queue: {extends: stream, vip: home, frontends: {stream: {port: 443}}}}";
    expect(codesBesideBase(catalog)).toEqual(["bind/duplicate"]);
  });

  test("an anycast VIP belongs to no load balancer, on any port", () => {
    const catalog = "services: {queue: {extends: stream, vip: resolver}}";
    expect(codesBesideBase(catalog)).toEqual(["vip/balance-differs"]);
  });

  test("of many services on a port, the one that differs is reported", () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const services = names.map((name) => `${name}: {extends: website, vip: home, hostnames: [${name}.example.org]}`);
    const odd = "a-first: {extends: website, vip: home, hostnames: [odd.example.org], timeouts: {client: 1h}}";
    const findings = findingsBesideBase(`services: {${[odd, ...services].join(", ")}}`);
    expect(findings.map(({ code, subject }) => [code, subject?.name])).toEqual([["targets/too-old", "a-first"]]);
  });
});
