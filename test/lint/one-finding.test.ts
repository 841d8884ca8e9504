import { describe, expect, test } from "vitest";
import { findingsBesideBase } from "./base-fleet.ts";

function codes(text: string): string[] {
  return findingsBesideBase(text)
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

const SHOP = "extends: website, vip: home, hostnames: [shop.example.org]";
const STREAM = 'extends: stream, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}';
const TLS = "tls: {verify: true, ca: /etc/ssl/ca.pem}";

describe("a check that cannot run has one finding per cause", () => {
  test.each<[string, string, readonly string[]]>([
    ["plain http to members that speak TLS", `{${SHOP}, backends: {web: {${TLS}}}}`, ["check/plain-on-tls"]],
    [
      "a type that HAProxy does not support, to members with TLS",
      `{${SHOP}, backends: {web: {${TLS}, check: {type: ntp}}}}`,
      ["haproxy/check-impossible"],
    ],
    [
      "PostgreSQL without a user",
      `{${STREAM}, backends: {stream: {check: {type: postgresql}}}}`,
      ["check/missing-key"],
    ],
    [
      "an interval of a month",
      `{${STREAM}, backends: {stream: {check: {interval: 30d}}}}`,
      ["check/interval-too-long"],
    ],
    [
      "an LDAP search",
      `{${STREAM}, backends: {stream: {check: {type: ldap, base: dc=x}}}}`,
      ["haproxy/check-impossible"],
    ],
  ])("%s", (_title, service, want) => {
    expect(codes(`services: {shop: ${service}}`)).toEqual(want);
  });

  test("a health check without a query", () => {
    const service =
      'services: {shop: {extends: resolver, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, health: {check: {type: dns, query: null}}}}';
    expect(codes(service)).toEqual(["check/missing-key"]);
  });
});

test.each([
  ["defaults: {service: {timeouts: {client: 1h, tunnel: 1h}}}", []],
  ["services: {dns: {extends: resolver, vip: {ipv4: 192.0.2.54}, timeouts: {tunnel: 1h}}}", ["bird/anycast-long-tcp"]],
  [
    "profiles: {slow: {extends: resolver, timeouts: {client: 1h}}}\nservices: {dns: {extends: slow, vip: {ipv4: 192.0.2.54}}}",
    ["bird/anycast-long-tcp"],
  ],
])("default timeouts cause no findings for anycast services: %s", (text, want) => {
  const found = findingsBesideBase(text).filter(({ code }) => code === "bird/anycast-long-tcp");
  expect(found.map(({ code }) => code)).toEqual(want);
});
