import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds, intersect, without } from "../../src/ip/prefix-tree.ts";

describe("holds", () => {
  test.each([
    ["0.0.0.0/0", "192.0.2.0/24", true],
    ["192.0.2.0/24", "192.0.2.7", true],
    ["192.0.2.0/24", "192.0.2.0/24", true],
    ["192.0.2.0/25", "192.0.2.0/24", false],
    ["192.0.2.0/25", "192.0.2.128/32", false],
    ["::/0", "192.0.2.0/24", false],
    ["0.0.0.0/0", "::/0", false],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/33", "2001:db8:8000::/34", false],
  ])("%s, %s", (outer, inner, expected) => {
    expect(holds(outer, inner)).toBe(expected);
  });
});

/** Canonical prefixes below 10.0.0.0/8 whose bits are few, so that they meet often. */
const prefix = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 16 })).map(([bits, length]) => {
  const kept = (bits >> (16 - length)) << (16 - length);
  return `10.${kept}.0.0/${length}`;
});
const prefixes = fc.array(prefix, { maxLength: 6 });
const address = fc.integer({ min: 0, max: 255 }).map((second) => `10.${second}.1.1`);
const has = (list: readonly string[], one: string) => list.some((each) => holds(each, one));

describe("sets of prefixes", () => {
  test("an address is in the intersection when it is in both", () => {
    fc.assert(
      fc.property(prefixes, prefixes, address, (left, right, one) => {
        expect(has(intersect(left, right), one)).toBe(has(left, one) && has(right, one));
      }),
    );
  });

  test("what goes is what an exception holds as a whole", () => {
    fc.assert(
      fc.property(prefixes, prefixes, (list, except) => {
        const rest = without(list, except);
        for (const each of list) expect(rest.includes(each)).toBe(!has(except, each));
      }),
    );
  });
});
