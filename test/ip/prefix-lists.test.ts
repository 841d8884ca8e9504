import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, test } from "vitest";
import type { Family } from "../../src/contract/fleet.ts";
import { holds, rangeOf } from "../../src/ip/address-range.ts";
import { excludePrefixes, intersectPrefixes, isWorld, unionPrefixes } from "../../src/ip/prefix-lists.ts";

describe("unionPrefixes", () => {
  const cases: { name: string; family: Family; given: string[][]; want: string[] }[] = [
    { name: "nothing", family: "ipv4", given: [[], []], want: [] },
    { name: "one inside another", family: "ipv4", given: [["10.0.0.0/8"], ["10.1.0.0/16"]], want: ["10.0.0.0/8"] },
    {
      name: "neighbours stay as written",
      family: "ipv4",
      given: [["10.128.0.0/9"], ["10.0.0.0/9"]],
      want: ["10.0.0.0/9", "10.128.0.0/9"],
    },
    {
      name: "order of numbers",
      family: "ipv4",
      given: [["10.0.0.0/8", "9.0.0.0/8"]],
      want: ["9.0.0.0/8", "10.0.0.0/8"],
    },
    { name: "an address", family: "ipv6", given: [["2001:db8::1"]], want: ["2001:db8::1/128"] },
    { name: "the world", family: "ipv6", given: [["2001:db8::/32"], ["::/0"]], want: ["::/0"] },
  ];
  test.each(cases)("$name", ({ family, given, want }) => {
    expect(unionPrefixes(family, ...given)).toEqual(want);
  });

  test("rejects the other family", () => {
    expect(() => unionPrefixes("ipv4", ["2001:db8::/32"])).toThrow("not a prefix of ipv4");
  });
});

describe("intersectPrefixes", () => {
  const cases: { name: string; family: Family; left: string[]; right: string[]; want: string[] }[] = [
    { name: "apart", family: "ipv4", left: ["10.0.0.0/8"], right: ["192.0.2.0/24"], want: [] },
    { name: "the narrower one", family: "ipv4", left: ["0.0.0.0/0"], right: ["10.0.0.0/8"], want: ["10.0.0.0/8"] },
    {
      name: "several in one",
      family: "ipv6",
      left: ["2001:db8::/32"],
      right: ["2001:db8:1::/48", "2001:db8:3::/48", "3fff::/20"],
      want: ["2001:db8:1::/48", "2001:db8:3::/48"],
    },
    { name: "nothing with the world", family: "ipv4", left: [], right: ["0.0.0.0/0"], want: [] },
  ];
  test.each(cases)("$name", ({ family, left, right, want }) => {
    expect(intersectPrefixes(family, left, right)).toEqual(want);
    expect(intersectPrefixes(family, right, left)).toEqual(want);
  });
});

test("isWorld needs every address", () => {
  expect(isWorld("ipv4", ["128.0.0.0/1", "0.0.0.0/1"])).toBe(true);
  expect(isWorld("ipv4", ["0.0.0.0/1"])).toBe(false);
  expect(isWorld("ipv4", [])).toBe(false);
  expect(isWorld("ipv6", ["::/0"])).toBe(true);
});

// Few networks, so that lists often overlap, touch and contain each other.
const prefix = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 27, max: 32 }))
  .map(([last, length]) => `192.0.2.${last - (last % 2 ** (32 - length))}/${length}`);
const prefixes = fc.array(prefix, { maxLength: 6 });
const address = fc.integer({ min: 0, max: 40 }).map((last) => `192.0.2.${last}`);

test("an address is in a union or intersection exactly if the lists say so", () => {
  fc.assert(
    fc.property(prefixes, prefixes, address, (left, right, at) => {
      expect(has(unionPrefixes("ipv4", left, right), at)).toBe(has(left, at) || has(right, at));
      expect(has(intersectPrefixes("ipv4", left, right), at)).toBe(has(left, at) && has(right, at));
    }),
  );
});

test("only prefixes that lie completely in an exception are removed", () => {
  fc.assert(
    fc.property(prefixes, prefixes, (list, except) => {
      const rest = excludePrefixes(list, except);
      for (const each of list) {
        const isHeld = except.some((hole) => holds(rangeOf(hole), rangeOf(each)));
        expect(rest.includes(each)).toBe(!isHeld);
      }
    }),
  );
});

test("a union has one form, in any order", () => {
  fc.assert(
    fc.property(prefixes, prefixes, (left, right) => {
      const union = unionPrefixes("ipv4", left, right);
      expect(unionPrefixes("ipv4", [...right].reverse(), left)).toEqual(union);
      expect(unionPrefixes("ipv4", union)).toEqual(union);
    }),
  );
});

function has(list: readonly string[], at: string): boolean {
  return list.some((entry) => ipaddr.IPv4.parse(at).match(ipaddr.IPv4.parseCIDR(entry)));
}
