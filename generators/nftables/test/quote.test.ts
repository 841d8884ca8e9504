import { describe, expect, test } from "vitest";
import { isIdentifier, quoteComment, quotePort, quotePrefix } from "../quote.ts";

describe("quoteComment", () => {
  const cases = [
    { name: "plain", given: ["SSH"], want: '"SSH"' },
    { name: "several", given: ["a", "b"], want: '"a, b"' },
    { name: "quotes and backslashes", given: ['"; flush ruleset; \\'], want: "\"'; flush ruleset; '\"" },
    { name: "newlines and other scripts", given: ["a\nb\u202eü"], want: '"a?b??"' },
    { name: "too long", given: ["x".repeat(200)], want: `"${"x".repeat(117)}..."` },
    {
      name: "too many",
      given: Array.from({ length: 100 }, (_, index) => `frontend https of s${index}`),
      want: '"frontend https of s0, frontend https of s1, frontend https of s2, frontend https of s3, frontend https of s4, 95 more"',
    },
  ];
  test.each(cases)("$name", ({ given, want }) => {
    expect(quoteComment(given)).toBe(want);
    expect(quoteComment(given).length).toBeLessThanOrEqual(122);
  });
});

test("a missing or invalid port is never printed", () => {
  expect(quotePort(443)).toBe("443");
  for (const wrong of [0, 65536, 1.5, Number.NaN]) expect(() => quotePort(wrong)).toThrow("is not a port");
});

test("a prefix of the wrong family is rejected", () => {
  expect(quotePrefix("ipv4", "192.0.2.0/24")).toBe("192.0.2.0/24");
  expect(quotePrefix("ipv6", "2001:db8::/32")).toBe("2001:db8::/32");
  for (const wrong of ["", "2001:db8::", "192.0.2.0/24, 0.0.0.0/0", "192.0.2.0/24\n", "@set"]) {
    expect(() => quotePrefix("ipv4", wrong)).toThrow("is not an ipv4 prefix");
  }
  expect(() => quotePrefix("ipv6", "192.0.2.1")).toThrow("is not an ipv6 prefix");
});

test("names of sets contain only what nft accepts", () => {
  expect(isIdentifier("from_campus/vpn_ipv4")).toBe(true);
  for (const wrong of ["", "1st", "a b", "a;b", "a".repeat(64)]) expect(isIdentifier(wrong)).toBe(false);
});
