import { describe, expect, test } from "vitest";
import { codesBesideBase } from "./base-fleet.ts";

const SHOP = 'extends: website, vip: {ipv4: 192.0.2.30, ipv6: "2001:db8:53::30"}, hostnames: [shop.example.org]';

describe("access lists", () => {
  test.each([
    ["the world", "access: {from: [world]}", []],
    ["a network of both families", "access: {from: [campus]}", []],
    ["one family of two", 'access: {from: ["2001:db8:7::/48"]}', ["access/family-closed"]],
    [
      "a route as wide as the world below campus",
      "access: {from: [campus]}, routes: {/a: {access: {from: [world]}}}",
      [],
    ],
    [
      "a route wider than the service",
      'access: {from: [10.3.0.0/16, "2001:db8:3::/48"]}, routes: {/a: {access: {from: [campus]}}}',
      [],
    ],
    [
      "a closed family is not reported again below",
      "access: {from: [10.0.0.0/8]}, routes: {/a: {access: {from: [10.3.0.0/16]}}}",
      ["access/family-closed"],
    ],
    [
      "a route inside a route that admits none of its networks",
      'routes: {/a: {access: {from: [campus]}}, /a/b: {access: {from: [198.51.100.0/24, "2001:db9::/32"]}}}',
      ["access/never-met"],
    ],
    [
      "a route beside one that admits none of its networks",
      'routes: {/a: {access: {from: [campus]}}, /ab: {access: {from: [198.51.100.0/24, "2001:db9::/32"]}}}',
      [],
    ],
    ["part of the list is excluded", "access: {from: [campus], except: [10.3.0.0/16]}", []],
    ["only blocked networks", 'access: {from: [abusers, "2001:db8:7::/48"]}', ["access/never-met"]],
    [
      "disjoint in both families",
      'access: {from: [campus]}, frontends: {https: {access: {from: [198.51.100.0/24, "2001:db9::/32"]}}}',
      ["access/never-met"],
    ],
  ])("%s", (_title, keys, codes) => {
    expect(codesBesideBase(`services: {shop: {${SHOP}, ${keys}}}`)).toEqual(codes);
  });

  test("a VIP of one family needs only sources of that family", () => {
    const catalog =
      "services: {shop: {extends: website, vip: {ipv4: 192.0.2.30}, hostnames: [shop.example.org], access: {from: [10.0.0.0/8]}}}";
    expect(codesBesideBase(catalog)).toEqual(["vip/family-missing"]);
  });
});
