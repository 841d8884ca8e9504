import { expect, test } from "vitest";
import { type Block, block } from "../../src/contract/block.ts";
import { Source } from "../../src/contract/source.ts";
import { renderTemplate } from "../../src/render/render-template.ts";

const SECTIONS = "test/render/templates/sections.eta";
const source = new Source("a.yaml", "a: b\n");
const cause = { source, start: 0, end: 1 };
const raw = [block("raw", ["    raw line"], [cause])];
const sections = [block("one", ["", "one"]), block("two", ["", "two"])];

function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join("");
}

test("text and blocks in the template's order; control tags leave no line, values are not escaped", () => {
  const blocks = renderTemplate(SECTIONS, { name: `"a" & <b>`, words: ["x", "y"] }, { raw, sections });
  expect(textOf(blocks)).toBe('# header\n\nglobal\n    name "a" & <b>\n    raw line\n\nlist x\nlist y\n\none\n\ntwo\n');
});

test("paragraphs are named after their first line that is not a comment, and carry the given causes", () => {
  const blocks = renderTemplate(SECTIONS, { name: "n", words: ["x"] }, { raw, sections }, [cause]);
  expect(blocks.map(({ key }) => key)).toEqual(["# header", "global", "raw", "list x", "one", "two"]);
  expect(blocks.map(({ causes }) => causes.length)).toEqual([1, 1, 1, 1, 0, 0]);
});

test("placed blocks are shared, not copied", () => {
  const [first] = renderTemplate(SECTIONS, { name: "n", words: [] }, { raw, sections }).filter(
    ({ key }) => key === "one",
  );
  expect(first).toBe(sections[0]);
});

test("a missing, unknown or unused section is a bug", () => {
  expect(() => renderTemplate(SECTIONS, { words: [] }, { raw, sections })).toThrow("a template prints undefined");
  expect(() => renderTemplate(SECTIONS, { name: null, words: [] }, { raw, sections })).toThrow(
    "a template prints null",
  );
  expect(() => renderTemplate(SECTIONS, { name: "n", words: [] }, { raw })).toThrow(
    "places sections, which is unknown",
  );
  expect(() => renderTemplate(SECTIONS, { name: "n", words: [] }, { raw, sections, more: [] })).toThrow(
    "does not place more",
  );
  expect(() => renderTemplate("test/render/templates/unended.eta", {})).toThrow("does not end in a newline");
});
