import { expect, test } from "vitest";
import type { Finding, FindingSubject } from "../../src/contract/finding.ts";
import { Source } from "../../src/contract/source.ts";
import { foldFindings } from "../../src/diagnostics/fold-findings.ts";

const source = new Source("profiles.yaml", "a: 1\nb: 2\n");
const A = { source, start: 0, end: 1 };
const B = { source, start: 5, end: 6 };

function warn(
  name: string,
  message: string,
  more: Partial<Finding> & { readonly kind?: FindingSubject["kind"] } = {},
): Finding {
  const { kind = "service", ...rest } = more;
  return { code: "backend/unused", severity: "warning", message, at: A, notes: [], subject: { kind, name }, ...rest };
}

/** The message, and those of its notes, of each finding that is shown. */
function shown(findings: readonly Finding[], names: readonly string[] = []): string[][] {
  return foldFindings(findings, new Set(names)).map(({ message, notes }) => [
    message,
    ...notes.map((note) => note.message),
  ]);
}

test("findings of many subjects with one cause are one finding", () => {
  const names = Array.from({ length: 66 }, (_, index) => `site-${index}.web`);
  const [only, ...rest] = shown(names.map((name) => warn(name, `pool of ${name} is odd`)));
  expect(rest).toEqual([]);
  expect(only).toEqual([
    "pool of site-0.web is odd",
    expect.stringMatching(/^and 65 more services: site-1\.web, .*, …$/),
  ]);
});

test("other values, codes and kinds of subjects have their own findings", () => {
  const other = { code: "catalog/empty" } as const;
  expect(
    shown([warn("a", "odd"), warn("b", "odd", { at: B }), warn("c", "odd", other), warn("d", "odd", { kind: "vip" })]),
  ).toEqual([["odd"], ["odd"], ["odd"], ["odd"]]);
});

test("several findings of one subject at one value stay apart, and those of other subjects join them", () => {
  expect(shown([warn("a", "a: too high"), warn("a", "a: too wide"), warn("b", "b: too wide")])).toEqual([
    ["a: too high"],
    ["a: too wide", "and 1 more service: b"],
  ]);
});

test("a warning with another message has the same cause, an error may be another mistake", () => {
  const error = { severity: "error" } as const;
  expect(shown([warn("a", "a waits 3 s"), warn("b", "b waits 4 s")])).toEqual([
    ["a waits 3 s", "and 1 more service: b"],
  ]);
  expect(shown([warn("a", "a needs port", error), warn("b", "b needs vip", error)])).toHaveLength(2);
});

test("names from the catalog do not make errors differ", () => {
  const error = { severity: "error" } as const;
  const findings = [warn("a", "a: lb1, lb2 are down", error), warn("b.c", "b.c: lb3 are down", error)];
  expect(shown(findings)).toHaveLength(2);
  expect(shown(findings, ["lb1", "lb2", "lb3"])).toEqual([["a: lb1, lb2 are down", "and 1 more service: b.c"]]);
});

test("a name inside another word is not the name", () => {
  const error = { severity: "error" } as const;
  expect(shown([warn("web", "website of web", error), warn("x", "xsite of x", error)])).toHaveLength(2);
});

test("a value of a built-in profile causes one warning; of errors, each location must be edited", () => {
  const inherited = (name: string, start: number, severity: "error" | "warning") =>
    warn(name, `${name} is odd`, { severity, at: { source, start, end: start + 1, builtIn: { ...B } } });
  expect(shown([inherited("a", 0, "warning"), inherited("b", 1, "warning")])).toHaveLength(1);
  expect(shown([inherited("a", 0, "error"), inherited("b", 1, "error")])).toHaveLength(2);
});

test("a cause is shown at its own location, with everything that it affects", () => {
  const cause = { at: B, message: "network x lacks a family", help: "add it" };
  const findings = [
    warn("a", "a is closed", { cause, help: "for a" }),
    warn("a", "route /x of a is closed", { cause }),
    warn("b", "b is closed", { cause }),
    warn("v", "v is closed", { cause, kind: "vip" }),
  ];
  const [only, ...rest] = foldFindings(findings, new Set());
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ message: "network x lacks a family", at: B, help: "add it" });
  expect(only?.notes.map(({ message }) => message)).toEqual([
    "a is closed",
    "route /x of a is closed",
    "and 1 more service: b",
    "and 1 more VIP: v",
  ]);
});

test("findings without a subject or location are unchanged", () => {
  const findings: Finding[] = [
    { code: "backend/unused", severity: "warning", message: "odd", at: A, notes: [] },
    { code: "backend/unused", severity: "warning", message: "odder", at: A, notes: [] },
    { code: "backend/unused", severity: "warning", message: "odd", notes: [], subject: { kind: "node", name: "n" } },
    { code: "backend/unused", severity: "warning", message: "odd", notes: [], subject: { kind: "node", name: "m" } },
  ];
  expect(foldFindings(findings, new Set())).toEqual(findings);
});
