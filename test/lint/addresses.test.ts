import { expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

test.each([
  ["either end of a pair", '{ipv4: 10.3.0.0/31, ipv6: "2001:db8:3::/127"}'],
  ["the other end", '{ipv4: 10.3.0.1/31, ipv6: "2001:db8:3::1/127"}'],
  ["a single address", '{ipv4: 10.3.0.0/32, ipv6: "2001:db8:3::/128"}'],
  ["the last address of an IPv6 subnet", '{ipv4: 10.3.0.1/30, ipv6: "2001:db8:3::3/126"}'],
])("a node may have %s", (_title, addresses) => {
  expect(codesBesideBase(`nodes: {web4: {site: north, roles: [server], addresses: ${addresses}}}`)).toEqual([]);
});
