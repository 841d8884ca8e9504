import { expect, test } from "vitest";
import { isDay } from "../../src/lint/accepts/is-day.ts";

test.each(["2026-06-30", "2028-02-29", "2099-12-31"])("%s is a date", (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  "forever",
  "",
  "2026-6-30",
  "2026-06-31",
  "2027-02-29",
  "2027-02-30",
  "2026-13-01",
  "2026-00-10",
  "2026-06-30 ",
])("%j is not a date", (text) => {
  expect(isDay(text)).toBe(false);
});
