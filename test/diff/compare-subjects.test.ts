import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claimsJson, splitClaimsJson } from "../../src/claims/claims-json.ts";
import { compareSubjects } from "../../src/diff/compare-subjects.ts";
import { readSubject } from "../../src/diff/read-subject.ts";
import { packageRoot } from "../../src/package-root.ts";
import { wordsOf } from "../../src/words/words-of.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const { fleet, subjects = [] } = compileText(readFolder(join(packageRoot, "examples/campus")));
const LINE = '{"about":["service","www"],"facts":{"state":"production"}}';

test("every subject of campus reads back", () => {
  const lines = [...(splitClaimsJson(claimsJson(subjects)) ?? [])];
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.map((line) => readSubject(line)?.about)).toEqual(subjects.map(({ kind, names }) => [kind, ...names]));
});

test("of a tree that promises the same nothing differs, not even by its order", () => {
  const [head = "", ...rest] = claimsJson([...subjects].reverse()).split("\n");
  expect(compareSubjects([head, ...rest].join("\n"), subjects)?.changes).toEqual([]);
});

test("what one side lacks is new or gone, and facts of both sides can be looked up", () => {
  const without = subjects.filter(({ kind, names }) => !(kind === "service" && names[0] === "www"));
  const www = subjects.find(({ kind, names }) => kind === "service" && names[0] === "www")?.facts;
  const come = compareSubjects(claimsJson(without), subjects);
  expect(come?.changes).toEqual([{ kind: "service", names: ["www"], after: www }]);
  expect(come?.before("service", "www")).toBeUndefined();
  expect(come?.after("service", "www")).toBe(www);
  expect(come?.before("node", "lb1")).toBe(come?.after("node", "lb1"));
  const gone = compareSubjects(claimsJson(subjects), without);
  expect(gone?.changes).toMatchObject([{ kind: "service", names: ["www"], before: { state: www?.["state"] } }]);
  expect(compareSubjects("", subjects)?.changes).toHaveLength(subjects.length);
});

test("another format is refused, not guessed", () => {
  for (const text of [
    "[]\n",
    "[\n]\n",
    '{"format":1,"subjects":[\n]}\n',
    '{"format":3,"subjects":[\n]}\n',
    "{}",
    "\n",
  ]) {
    expect(compareSubjects(text, subjects), text).toBeUndefined();
  }
});

test("anything that is not a subject is refused", () => {
  expect(readSubject(LINE)).toEqual({ about: ["service", "www"], facts: { state: "production" } });
  const wrong = [
    "",
    "null",
    "[",
    LINE.slice(0, -3),
    LINE.replace('"service"', '"__proto__"'),
    LINE.replace('"www"', "1"),
  ];
  for (const text of [
    ...wrong,
    '{"about":["service"]}',
    '{"about":[],"facts":{}}',
    '{"__proto__":{"about":["fleet"]}}',
  ]) {
    expect(readSubject(text), text).toBeUndefined();
    expect(compareSubjects(`{"format":2,"subjects":[\n${text}x\n]}\n`, subjects)).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(readSubject(text)).toBeUndefined();
    }),
  );
});

test("facts that no build writes have words, too, and those that are too deep are refused", () => {
  const tree = (facts: string) => `{"format":2,"subjects":[\n${LINE.replace('"production"', facts)}\n]}\n`;
  const odd = '{"a":null},"__proto__":{"x":1},"hostnames":7,"vip":[[]],"balance":{"nodes":{"b":null}},"timeouts":[1]';
  const comparison = compareSubjects(tree(odd), subjects);
  if (comparison === undefined || fleet === undefined) throw new Error("it can be read");
  expect(wordsOf(comparison, fleet, []).changes.length).toBeGreaterThan(10);
  expect(compareSubjects(tree(`${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`), subjects)).toBeUndefined();
});
