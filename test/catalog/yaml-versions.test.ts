import { expect, test } from "vitest";
import { isOrdinaryNumber, readOtherwise } from "../../src/catalog/parse/yaml-versions.ts";
import { compileText } from "../support/compile-text.ts";
import { smallCatalog } from "../support/small-catalog.ts";

test.each(["0", "8080", "-1", "0.5", "1.30", "9007199254740991"])(
  "%s is the same number in all YAML versions",
  (text) => {
    expect(isOrdinaryNumber(text, Number(text))).toBe(true);
  },
);

test.each([
  ...["1e3", "1E3", "8080.0", "1.", ".5", "+1", "-0", "0x1F", "0o17", "017", "08", "1e400", "9007199254740993"],
])("%s is not", (text) => {
  expect(isOrdinaryNumber(text, Number(text))).toBe(false);
});

test.each([
  ...["yes", "No", "ON", "off", "y", "N", "12:30", "12:30:45", "-1:30", "1:30.5", "1_000", "0b101", "0x1_F", "017_0"],
  ...["2027-03-31", "2027-3-1", "2027-03-31T12:00:00Z", "2027-03-31 12:00:00 +1", "=", "1_0.5"],
])("%s is a string only in YAML 1.2", (text) => {
  expect(readOtherwise(text)).toBeDefined();
});

test.each([
  ...["web", "192.0.2.1", "192.0.2.0/24", "2001:db8::1", "5s", "200/10s", "1.2.3", "yess", "yEs", "00:11:22:33:44:55"],
  ...["12:60", "2027-03", "200-204", "-", ".", "a", "no one", "1e3x", "v1", "1,000"],
])("%s is a string in all versions", (text) => {
  expect(readOtherwise(text)).toBeUndefined();
});

/** Codes of the findings about strings in a catalog with one changed line. */
function codesWith(line: string): string[] {
  const codes = compileText(smallCatalog(line)).findings.map(({ code }) => code);
  return codes.filter((code) => /^(?:yaml|language)\//.test(code));
}

test.each([
  ["description: no", ["yaml/ambiguous"]],
  ["description: &x no", ["yaml/ambiguous"]],
  ['description: "no"', []],
  ["description: 'no'", []],
  ["description: >-\n      no", []],
  ["description: 2027-03-31", ["yaml/ambiguous"]],
  ['description: "2027-03-31"', []],
  ["description: ok ⚠️ – grün, 日本語, العربية", []],
  ['description: "pair \\ud83d\\ude00"', []],
  ['description: "half \\ud83d"', ["yaml/character"]],
  ['description: "half \\udc00"', ["yaml/character"]],
  ["description: zero\u200bwidth", ["yaml/character"]],
  ['description: "joined \\u200d"', ["yaml/character"]],
  ['description: "soft\\xadhyphen"', ["yaml/character"]],
  ['description: "mark \\ufeff"', ["yaml/character"]],
  ['description: "tag \\U000e0041"', ["yaml/character"]],
  ['description: "none \\uffff"', ["yaml/character"]],
  ['description: "next\\Nline"', ["yaml/character"]],
  ['description: "bell \\a"', ["yaml/character"]],
  ["description: x # \u2066hidden", ["yaml/character"]],
])("%s", (line, codes) => {
  expect(codesWith(line)).toEqual(codes);
});
