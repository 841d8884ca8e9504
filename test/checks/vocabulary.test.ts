import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CHECK_VOCABULARY, keysMissingFor, keysNotFor } from "../../src/checks/vocabulary.ts";
import type { CheckType } from "../../src/contract/check-spec.ts";

const LANGUAGE = JSON.parse(readFileSync(join(import.meta.dirname, "../../schemas/service.json"), "utf8")).$defs;

test("the vocabulary has the types of the language", () => {
  expect(Object.keys(CHECK_VOCABULARY).sort()).toEqual([...LANGUAGE.check.properties.type.enum].sort());
});

test("every key of a check in the language belongs to some type, or to all", () => {
  const keys = Object.keys(LANGUAGE.check.properties).flatMap((key) =>
    key === "expect" ? Object.keys(LANGUAGE.expectation.properties).map((inner) => `expect.${inner}`) : [key],
  );
  const known = new Set<string>(Object.values(CHECK_VOCABULARY).flatMap((entry) => entry.keys));
  const others = keys.filter((key) => !known.has(key));
  expect(others.sort()).toEqual(["fall", "interval", "rise", "timeout", "type"]);
  expect([...known].filter((key) => !keys.includes(key))).toEqual([]);
});

test.each<[CheckType, string[], string[]]>([
  ["http", ["type", "path", "host", "expect", "expect.status", "expect.body", "interval"], []],
  ["ldap", ["type", "path", "expect", "expect.status", "base"], ["path", "expect", "expect.status"]],
  ["tls", ["host", "path", "rise", "fall", "timeout"], ["path"]],
  ["command", ["command", "port", "warn", "critical"], ["port"]],
  ["dns", ["query", "record", "user"], ["user"]],
])("keys without effect on %s in %j", (type, written, want) => {
  expect(keysNotFor(type, written)).toEqual(want);
});

test.each<[CheckType, string[], string[]]>([
  ["dns", ["type"], ["query"]],
  ["dns", ["type", "query"], []],
  ["command", [], ["command"]],
  ["postgresql", ["port"], ["user"]],
  ["http", [], []],
])("keys that %s needs besides %j", (type, written, want) => {
  expect(keysMissingFor(type, written)).toEqual(want);
});
