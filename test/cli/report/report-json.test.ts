import { expect, test } from "vitest";
import { reportJson } from "../../../src/cli/report/report-json.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

const NOWHERE = { file: null, line: null, column: null, endLine: null, endColumn: null };

test("an array of objects with every key, null if absent", () => {
  expect(JSON.parse(reportJson(SAMPLE, CONTEXT))).toEqual([
    { code: "catalog/empty", severity: "error", message: "there is no catalog", ...NOWHERE, notes: [], help: null },
    {
      code: "reference/unknown-team",
      severity: "error",
      message: "there is no team `webb`",
      file: "lb/services/web, old.yaml",
      line: 4,
      column: 12,
      endLine: 4,
      endColumn: 16,
      notes: [
        {
          message: "inherited from profile house",
          file: "lb/profiles.yaml",
          line: 3,
          column: 12,
          endLine: 3,
          endColumn: 15,
        },
        { message: "teams are declared in `teams`", ...NOWHERE },
      ],
      help: "did you mean `web`?",
    },
    {
      code: "network/covered",
      severity: "warning",
      message: "50% of: these, are\n::error::down\u001b[31m\u202e",
      file: "lb/services/web, old.yaml",
      line: 6,
      column: 7,
      endLine: 7,
      endColumn: 10,
      notes: [],
      help: null,
    },
    {
      code: "persistence/no-name",
      severity: "notice",
      message: "std/ldap is old",
      file: "<built-in>/services/ldap.yaml",
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 11,
      notes: [],
      help: null,
    },
  ]);
});

test("texts cannot control a terminal", () => {
  const text = reportJson(SAMPLE, CONTEXT);
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  expect(text).toContain("\\u001b[31m\\u202e");
});

test("no findings are an empty array", () => {
  expect(reportJson([], CONTEXT)).toBe("[]\n");
});
