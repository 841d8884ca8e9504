import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnyYaml } from "../../src/catalog/parse/parse-yaml.ts";
import { readCommonYaml } from "../../src/catalog/parse/read-common-yaml.ts";
import type { FindingDraft } from "../../src/contract/finding.ts";
import { Source } from "../../src/contract/source.ts";
import { packageRoot } from "../../src/package-root.ts";

/** Whether the fast reader reads a text and does not leave it to the library. What it reads it reads as the library does. */
function reads(text: string): boolean {
  const source = new Source("a.yaml", text);
  const common = readCommonYaml(source);
  if (common === undefined) return false;
  const reported: FindingDraft[] = [];
  const any = readAnyYaml(source, (draft) => reported.push(draft));
  expect(reported).toEqual([]);
  expect(common).toStrictEqual(any);
  return true;
}

/** How many of so many made-up texts it reads. */
function countRead(texts: fc.Arbitrary<string>, numRuns: number): number {
  let count = 0;
  const read = (text: string) => {
    if (reads(text)) count++;
  };
  fc.assert(fc.property(texts, read), { numRuns });
  return count;
}

const FILES = ["examples", "services", "generators", "test", "schemas"].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => readFileSync(join(packageRoot, folder, path), "utf8")),
);

test("reads nearly every catalog here, and each as the library does", () => {
  const read = FILES.filter(reads);
  expect(FILES.length).toBeGreaterThan(100);
  expect(read.length / FILES.length).toBeGreaterThan(0.8);
});

test.each([
  ["a map", "a: 1\nb: {c: [x, y z, 'q'], d: \"e\"}\n"],
  ["a list below its key", "a:\n- x\n- y\nb: 1\n"],
  ["an indented list", "a:\n  - x\n\n  # why\n  - {b: 1}\nc: ~\n"],
  ["comments wherever they may stand", "# 1\na: # 2\n  # 3\n  b: c # 4\n  # 5\n# 6\nd: e\n# 7\n"],
  ["no line end at the end", "a: 1"],
  ["a tagged list", "a: !append [b, c]\n"],
  ["letters of all languages", "a: ünïcödé 日本\n"],
])("reads %s", (_, text) => {
  expect(reads(text)).toBe(true);
});

test.each([
  ["an empty text", ""],
  ["a comment alone", "# nothing\n"],
  ["several documents", "a: 1\n---\nb: 2\n"],
  ["a tab", "a:\t1\n"],
  ["a carriage return", "a: 1\r\nb: 2\r\n"],
  ["an anchor", "a: &x 1\nb: *x\n"],
  ["a block scalar", "a: |\n  b\n"],
  ["a scalar over two lines", "a: b\n  c\n"],
  ["a flow list over two lines", "a: [b,\n  c]\n"],
  ["a value below its key", "a:\n  b\n"],
  ["an escape", 'a: "\\x41"\n'],
  ["a doubled quote", "a: 'it''s'\n"],
  ["a duplicate key", "a: 1\na: 2\n"],
  ["a key without a value", "a:\nb: 1\n"],
  ["a merge key", "<<: {a: 1}\n"],
  ["a key that is a boolean elsewhere", "on: 1\n"],
  ["an ambiguous number", "a: 010\n"],
  ["a number that nobody can represent", "a: 12345678901234567890\n"],
  ["an indented comment at the end", "a:\n  b: 1\n  # c\n"],
  ["a zero-width space", "a: b\u200b\n"],
  ["a value without a space before it", "a: {b:1}\n"],
  ["an uneven indent", "a:\n    b: 1\n  c: 2\n"],
])("leaves %s to the library", (_, text) => {
  expect(readCommonYaml(new Source("a.yaml", text))).toBe(undefined);
});

/** Pieces of YAML that are easily confused. */
const PIECES = [
  ..."abz019 \n\n:#-,[]{}'\"!&*|>?%@`~_./=+<\\",
  ...[
    ": ",
    " #",
    "- ",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    "a: ",
    "b: 1",
    "key: [x, y]",
    "{c: d, 'e': f}",
    "!append [",
    "!prepend",
  ],
  ...[
    "true",
    "null",
    "yes",
    "0x1f",
    "1e3",
    "-1",
    ".5",
    "1.0",
    "2001:db8::/32",
    "10.0.0.0/8",
    "5s",
    "ä",
    "# why\n",
    "---",
    "...",
  ],
];

test("equals the library on any text that it reads", () => {
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));
  expect(countRead(text, 20_000)).toBeGreaterThan(0);
});

test("equals the library on catalogs with a slip of the pen", () => {
  const small = FILES.filter(({ length }) => length < 3_000);
  const slip = fc.record({
    text: fc.constantFrom(...small),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 12 }),
    piece: fc.constantFrom("", ...PIECES),
  });
  const slipped = slip.map(({ text, at, cut, piece }) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + piece + text.slice(start + cut);
  });
  expect(countRead(slipped, 3_000)).toBeGreaterThan(500);
});

/** A value, as lines for below a key or a dash, each with its indent; or a text for beside it. */
type Written = string | readonly (readonly [indent: number, text: string])[];

const beside = fc.constantFrom(
  "1",
  "-1",
  "a b",
  "'x: #y'",
  '"z"',
  "true",
  "~",
  "[]",
  "{}",
  "[a, {b: c}]",
  "!append [x]",
);

const indented = (lines: Written, by: number) =>
  typeof lines === "string" ? [] : lines.map(([indent, text]) => [indent + by, text] as const);

/** Block maps and lists in each other, indented in many ways. */
const { value } = fc.letrec<{ value: Written; map: Written; list: Written }>((tie) => {
  const entry = fc.record({ indent: fc.integer({ min: 1, max: 3 }), value: tie("value"), isQuoted: fc.boolean() });
  const entries = fc.array(entry, { minLength: 1, maxLength: 4, depthIdentifier: "blocks" });
  return {
    value: fc.oneof({ maxDepth: 4, depthIdentifier: "blocks" }, beside, tie("map"), tie("list")),
    map: entries.map((all) =>
      all.flatMap(({ indent, value, isQuoted }, index) => {
        const key = isQuoted ? `"k${index}":` : `k${index}:`;
        return typeof value === "string" ? [[0, `${key} ${value}`]] : [[0, key], ...indented(value, indent)];
      }),
    ),
    list: entries.map((all) =>
      all.flatMap(({ indent, value }) =>
        typeof value === "string" ? [[0, `- ${value}`]] : [[0, "-"], ...indented(value, indent)],
      ),
    ),
  };
});

test("equals the library on blocks in blocks, with comments and blank lines anywhere", () => {
  const remark = fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    fc.nat({ max: 8 }).map((column) => `${" ".repeat(column)}# why\n`),
    fc.nat({ max: 8 }).map((column) => `${" ".repeat(column)}\n`),
  );
  const text = fc
    .tuple(value, fc.array(remark, { minLength: 60, maxLength: 60 }), fc.boolean())
    .map(([lines, remarks, isOpen]) => {
      const all = typeof lines === "string" ? [[0, `a: ${lines}`] as const] : lines;
      const printed = all
        .map(([indent, line], index) => `${remarks[index % 60]}${" ".repeat(indent)}${line}\n`)
        .join("");
      return isOpen ? printed.slice(0, -1) : printed;
    });
  expect(countRead(text, 3_000)).toBeGreaterThan(2_000);
});
