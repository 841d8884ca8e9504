import fc from "fast-check";
import { expect, test } from "vitest";
import { statusPrefixes } from "../../src/checks/status-prefixes.ts";

test.each([
  [[{ first: 200, last: 399 }], ["2", "3"]],
  [[{ first: 200, last: 204 }], ["200", "201", "202", "203", "204"]],
  [
    [
      { first: 301, last: 301 },
      { first: 200, last: 209 },
    ],
    ["20", "301"],
  ],
  [[{ first: 204, last: 200 }], []],
])("%j is %j", (ranges, want) => {
  expect(statusPrefixes(ranges)).toEqual(want);
});

test("prefixes match exactly the codes of the ranges", () => {
  const code = fc.integer({ min: 100, max: 599 });
  fc.assert(
    fc.property(fc.array(fc.record({ first: code, last: code }), { maxLength: 4 }), (ranges) => {
      const prefixes = statusPrefixes(ranges);
      for (let status = 100; status <= 599; status++) {
        const wanted = ranges.some(({ first, last }) => first <= status && status <= last);
        expect(prefixes.some((prefix) => String(status).startsWith(prefix))).toBe(wanted);
      }
    }),
    { numRuns: 30 },
  );
});
