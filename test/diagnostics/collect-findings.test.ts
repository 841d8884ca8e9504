import { expect, test } from "vitest";
import { Source } from "../../src/contract/source.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";

const codes = {
  "address/invalid": { severity: "error", about: "Something is bad." },
  "backend/unused": { severity: "warning", about: "Something is odd." },
} as const;
const a = new Source("a.yaml", "one: 1\ntwo: 2\n");
const b = new Source("b.yaml", "three: 3\n");

test("the severity is that of the code", () => {
  const { report, list } = collectFindings(codes);
  report({ code: "backend/unused", message: "odd" });
  expect(list()).toEqual([{ code: "backend/unused", severity: "warning", message: "odd", notes: [] }]);
});

test.each(["catalog/empty", "constructor", "__proto__"])("the unknown code %s is a bug and throws", (code) => {
  const { report } = collectFindings(codes);
  // @ts-expect-error Codes are a union type, so no other string compiles.
  expect(() => report({ code, message: "?" })).toThrow(`unknown code ${code}`);
});

test("findings are sorted by file, location, code and message, those without location first", () => {
  const { report, list } = collectFindings(codes);
  report({ code: "address/invalid", message: "5", at: { source: b, start: 0, end: 5 } });
  report({ code: "backend/unused", message: "4", at: { source: a, start: 7, end: 10 } });
  report({ code: "address/invalid", message: "3", at: { source: a, start: 7, end: 10 } });
  report({ code: "address/invalid", message: "2", at: { source: a, start: 7, end: 10 } });
  report({ code: "backend/unused", message: "1", at: { source: a, start: 0, end: 3 } });
  report({ code: "backend/unused", message: "0" });
  expect(list().map((finding) => finding.message)).toEqual(["0", "1", "2", "3", "4", "5"]);
});

test("a finding to report once is that of the first subject, whatever the others say of its place", () => {
  const { report, list } = collectFindings(codes);
  const at = { source: a, start: 0, end: 3 };
  report({ code: "address/invalid", message: "first", at, once: true });
  report({ code: "address/invalid", message: "second", at: { ...at, end: 4 }, once: true });
  report({ code: "backend/unused", message: "another code", at, once: true });
  report({ code: "address/invalid", message: "another place", at: { source: a, start: 7, end: 10 }, once: true });
  expect(list().map((finding) => finding.message)).toEqual(["first", "another code", "another place"]);
});

test("exact duplicates are dropped, others with the same message are kept", () => {
  const { report, list } = collectFindings(codes);
  const at = { source: a, start: 0, end: 3 };
  report({ code: "address/invalid", message: "twice", at });
  report({ code: "address/invalid", message: "twice", at: { ...at } });
  report({ code: "address/invalid", message: "twice", at: { ...at, end: 4 } });
  report({ code: "address/invalid", message: "twice", at, notes: [{ message: "elsewhere", at }] });
  expect(list()).toHaveLength(3);
});
