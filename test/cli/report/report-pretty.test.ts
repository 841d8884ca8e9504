import { expect, test } from "vitest";
import { reportPretty } from "../../../src/cli/report/report-pretty.ts";
import type { Finding } from "../../../src/contract/finding.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

test("what, where (with carets), why, and what to do", () => {
  expect(reportPretty(SAMPLE, CONTEXT)).toBe(`error catalog/empty there is no catalog

error reference/unknown-team there is no team \`webb\`
  lb/services/web, old.yaml:4:12
  4 |     owner: webb
    |            ^^^^
  note inherited from profile house lb/profiles.yaml:3:12
  3 |     owner: web
    |            ^^^
  note teams are declared in \`teams\`
  help did you mean \`web\`?

warning network/covered 50% of: these, are\\n::error::down\\u{1b}[31m\\u{202e}
  lb/services/web, old.yaml:6:7
  6 |       - a
    |       ^^^

notice persistence/no-name std/ldap is old
  <built-in>/services/ldap.yaml:2:3
  2 |   std/ldap: {}
    |   ^^^^^^^^
`);
});

test("a narrow terminal gets narrow frames", () => {
  const [, unknown] = SAMPLE;
  const text = reportPretty(unknown === undefined ? [] : [unknown], { ...CONTEXT, width: 10 });
  const frame = text.split("\n").filter((line) => line.includes("|"));
  expect(Math.max(...frame.map((line) => line.length))).toBeLessThanOrEqual(27);
});

test("colours go around the text, never into it", () => {
  const colored = reportPretty(SAMPLE, { ...CONTEXT, color: true });
  expect(colored).toContain("\u001b[31merror\u001b[39m");
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(reportPretty(SAMPLE, CONTEXT));
});

test("a long chain of notes has locations without frames", () => {
  const [, unknown] = SAMPLE;
  const note = unknown?.notes[0] ?? { message: "" };
  const notes = [note, note, note];
  const text = reportPretty([{ code: "catalog/empty", severity: "error", message: "m", notes }], CONTEXT);
  expect(text).toBe(
    `error catalog/empty m\n${"  note inherited from profile house lb/profiles.yaml:3:12\n".repeat(3)}`,
  );
});

test("of many findings, the first errors are shown and the others counted", () => {
  const many = Array.from(
    { length: 1_234 },
    (_, index): Finding => ({
      code: "catalog/empty",
      severity: index % 2 === 0 ? "warning" : "error",
      message: String(index),
      notes: [],
    }),
  );
  const texts = reportPretty(many, CONTEXT).split("\n\n");
  expect(texts.slice(0, 2)).toEqual(["error catalog/empty 1", "error catalog/empty 3"]);
  expect(texts.slice(199)).toEqual(["error catalog/empty 399", "and 1034 more; `--format json` shows all\n"]);
});

test("no findings print nothing", () => {
  expect(reportPretty([], CONTEXT)).toBe("");
});
