import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressSet, intersectSets, joinSets, subtractSet, toPrefixes, WHOLE } from "../../src/ip/address-set.ts";

/** Prefixes below 10.0.0.0/24, and the last numbers of their addresses. */
const PREFIXES = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 })).map(([number, length]) => {
    const size = 2 ** (32 - length);
    return `10.0.0.${number - (number % size)}/${length}`;
  }),
  { maxLength: 8 },
);

function numbersOf(prefixes: readonly string[]): Set<number> {
  return new Set(
    prefixes.flatMap((prefix) => {
      const [, first = "", length = ""] = /\.(\d+)\/(\d+)$/.exec(prefix) ?? [];
      return Array.from({ length: 2 ** (32 - Number(length)) }, (_, index) => Number(first) + index);
    }),
  );
}

const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

describe("sets of addresses", () => {
  test("behave like sets of numbers", () => {
    fc.assert(
      fc.property(PREFIXES, PREFIXES, (left, right) => {
        const [a, b] = [addressSet("ipv4", left), addressSet("ipv4", right)];
        const [x, y] = [numbersOf(left), numbersOf(right)];
        const numbers = (set: typeof a) => sorted(numbersOf(toPrefixes("ipv4", set)));
        expect(numbers(a)).toEqual(sorted(x));
        expect(numbers(joinSets([a, b]))).toEqual(sorted(new Set([...x, ...y])));
        expect(numbers(intersectSets(a, b))).toEqual(sorted([...x].filter((number) => y.has(number))));
        expect(numbers(subtractSet(a, b))).toEqual(sorted([...x].filter((number) => !y.has(number))));
      }),
    );
  });

  test.each([
    ["ipv4", ["10.0.0.0/25", "10.0.0.128/25", "192.0.2.1"], ["10.0.0.0/24", "192.0.2.1/32"]],
    ["ipv6", ["2001:db8::/33", "2001:db8:8000::/33", "::/1", "8000::/1"], ["::/0"]],
    ["ipv6", ["2001:db8::1", "2001:db8::2/127"], ["2001:db8::1/128", "2001:db8::2/127"]],
    ["ipv4", [], []],
  ] as const)("are printed in the fewest prefixes (%s, %j)", (family, prefixes, expected) => {
    expect(toPrefixes(family, addressSet(family, prefixes))).toEqual(expected);
  });

  test("everything minus everything is empty", () => {
    expect(subtractSet(WHOLE.ipv6, addressSet("ipv6", ["::/0"]))).toEqual([]);
    expect(toPrefixes("ipv6", WHOLE.ipv6)).toEqual(["::/0"]);
  });
});
