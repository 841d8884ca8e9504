import { describe, expect, test } from "vitest";
import { addressText, firstFree, holds, lastFree, rangeIn, rangeOf } from "../../src/ip/address-range.ts";

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
    expect(holds(rangeOf(outer), rangeOf(inner))).toBe(expected);
  });
});

describe("rangeOf", () => {
  test("ignores bits below the prefix length", () => {
    const { first, last } = rangeOf("192.0.2.77/24");
    expect([addressText("ipv4", first), addressText("ipv4", last)]).toEqual(["192.0.2.0", "192.0.2.255"]);
  });

  test.each(["192.0.2.0/33", "2001:db8::/129", "campus", ""])("throws for %j", (text) => {
    expect(() => rangeOf(text)).toThrow();
  });

  test("an address is never taken for one of the other family", () => {
    expect(rangeIn("ipv6", "2001:db8::1").prefix).toBe("2001:db8::1/128");
    expect(() => rangeIn("ipv4", "2001:db8::1")).toThrow("not a prefix of ipv4");
  });
});

describe("free addresses", () => {
  const all = rangeOf("192.0.2.0/29");
  const taken = ["192.0.2.0", "192.0.2.2/31", "192.0.2.1", "192.0.2.7"].map(rangeOf);
  const text = (value: bigint | undefined) => (value === undefined ? undefined : addressText("ipv4", value));

  test("the first and the last free one", () => {
    expect(text(firstFree(all, taken))).toBe("192.0.2.4");
    expect(text(firstFree(all, taken, all.first + 5n))).toBe("192.0.2.5");
    expect(text(lastFree(all, taken))).toBe("192.0.2.6");
  });

  test("none if all are taken", () => {
    expect(firstFree(all, [rangeOf("192.0.2.0/24")])).toBeUndefined();
    expect(lastFree(all, [rangeOf("192.0.2.0/24")])).toBeUndefined();
  });
});
