import fc from "fast-check";
import { expect, test } from "vitest";
import { Source } from "../../src/contract/source.ts";
import { codeFrame } from "../../src/diagnostics/code-frame.ts";
import { processorTime } from "../support/processor-time.ts";

/** Draws the frame of the first occurrence of `needle`. */
function draw(text: string, needle: string, width = 40): string {
  const start = text.indexOf(needle);
  const frame = codeFrame({ source: new Source("a.yaml", text), start, end: start + needle.length }, width);
  return `${frame.line} ${frame.text}\n${frame.line} ${" ".repeat(frame.indent)}${"^".repeat(frame.carets)}`;
}

test.each([
  { name: "a word", text: "a: 1\nowner: webb\n", needle: "webb", want: "2 owner: webb\n2        ^^^^" },
  { name: "CRLF ends", text: "a: 1\r\nowner: webb\r\n", needle: "webb\r\n", want: "2 owner: webb\n2        ^^^^" },
  { name: "tabs", text: "a:\t\tb # c", needle: "b", want: "1 a:        b # c\n1           ^" },
  { name: "wide characters", text: "名前: 値段", needle: "値段", want: "1 名前: 値段\n1       ^^^^" },
  {
    name: "an emoji and a combining mark",
    text: "🦆: e\u0301x",
    needle: "x",
    want: "1 🦆: e\u0301x\n1      ^",
  },
  { name: "several lines", text: "a:\n  b: 1\n  c: 2\n", needle: "b: 1\n  c: 2\n", want: "2   b: 1\n2   ^^^^" },
  {
    name: "an escape sequence",
    text: "a: \u001b[31mred",
    needle: "red",
    want: "1 a: \\u{1b}[31mred\n1              ^^^",
  },
  { name: "bidirectional overrides", text: "a: \u202eb", needle: "b", want: "1 a: \\u{202e}b\n1            ^" },
  { name: "half of a pair", text: "a: \ud83d b", needle: "b", want: "1 a: \\u{d83d} b\n1             ^" },
])("shows $name", ({ text, needle, want }) => {
  expect(draw(text, needle)).toBe(want);
});

test("a place behind the last character has a caret", () => {
  const source = new Source("a.yaml", "a:\nb: 1\n");
  expect(codeFrame({ source, start: 2, end: 2 }, 40)).toEqual({ line: 1, text: "a:", indent: 2, carets: 1 });
  expect(codeFrame({ source, start: 8, end: 8 }, 40)).toEqual({ line: 3, text: "", indent: 0, carets: 1 });
  expect(codeFrame({ source: new Source("b", ""), start: 0, end: 0 }, 40)).toEqual({
    line: 1,
    text: "",
    indent: 0,
    carets: 1,
  });
});

test.each([
  { name: "the end", text: `key: ${"x".repeat(60)} tail`, needle: "key", want: "1 key: xxxxxxxxxxxxx…\n1 ^^^" },
  {
    name: "the beginning",
    text: `${"x".repeat(60)} tail`,
    needle: "tail",
    want: "1 …xxxxxxxxxxxxx tail\n1                ^^^^",
  },
  {
    name: "both",
    text: `${"x".repeat(60)} mark ${"y".repeat(60)}`,
    needle: "mark",
    want: "1 …xxxxx mark yyyyyyy…\n1        ^^^^",
  },
  {
    name: "the mark",
    text: `a: ${"z".repeat(60)}`,
    needle: "z".repeat(60),
    want: "1 a: zzzzzzzzzzzzzzz…\n1    ^^^^^^^^^^^^^^^",
  },
])("a line that is too wide is cut: $name", ({ text, needle, want }) => {
  expect(draw(text, needle, 20)).toBe(want);
});

test("a line of megabytes is fast", () => {
  const text = `${"x".repeat(4_000_000)} mark ${"y".repeat(4_000_000)}`;
  const took = processorTime(() => {
    for (let round = 0; round < 20; round++) draw(text, "mark", 60);
  });
  expect(took).toBeLessThan(4000);
});

test("whatever the text, the frame fits, is printable, and its carets stand below it", () => {
  const unit = fc.oneof(
    fc.constantFrom("a", "b", " ", "\t", "\n", "\r", "\u001b", "\u202e", "名", "🦆", "\u0301", "\ud83d", "\udd86"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 120 }).map((units) => units.join("")),
      fc.nat(200),
      fc.nat(200),
      fc.integer({ min: 20, max: 100 }),
      (text, first, second, width) => {
        const [start, end] = [Math.min(first, second, text.length), Math.min(Math.max(first, second), text.length)];
        const frame = codeFrame({ source: new Source("a.yaml", text), start, end }, width);
        expect(frame.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(frame.carets).toBeGreaterThan(0);
        expect(frame.indent + frame.carets).toBeLessThanOrEqual(width + 1);
      },
    ),
  );
});
