import { expect, test } from "vitest";
import { endpoint, field, quote, quoteFormat, quoteMixed, time } from "../quote.ts";

test.each([
  ["plain", "plain"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ['"$HOME" # \\', `'"$HOME" # \\'`],
  ["", "''"],
])("quote %s", (value, word) => expect(quote(value)).toBe(word));

test("log formats keep percent signs", () => {
  expect(quoteFormat("100%")).toBe("'100%%'");
  expect(quoteMixed("https://", { literal: "a%20b" }, "%[path]")).toBe("'https://a%%20b%[path]'");
});

test.each([
  [250, "250ms"],
  [1000, "1s"],
  [1500, "1500ms"],
  [90_000, "90s"],
  [120_000, "2m"],
  [10_800_000, "3h"],
  [86_400_000, "1d"],
])("%i ms is %s", (milliseconds, text) => expect(time(milliseconds)).toBe(text));

test("addresses with ports", () => {
  expect(endpoint("192.0.2.1", 80)).toBe("192.0.2.1:80");
  expect(endpoint("2001:db8::1", 443)).toBe("[2001:db8::1]:443");
});

test.each(["www/intern/", "2001:db8::/32", "/etc/a.pem", "x/$odd(1),x/"])("%s is a field", (value) => {
  expect(field(value)).toBe(value);
});
