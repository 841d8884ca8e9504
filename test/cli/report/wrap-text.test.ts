import { expect, test } from "vitest";
import { wrapText } from "../../../src/cli/report/wrap-text.ts";

test.each([
  ["fits", "one two", 20, "one two"],
  ["is wrapped between words", "one two three four five six", 20, "one two three four\n  five six"],
  ["keeps a long word whole", `see ${"x".repeat(30)} there`, 20, `see\n  ${"x".repeat(30)}\n  there`],
  ["counts wide characters twice", "名前名前 名前名前 名前名前", 20, "名前名前 名前名前\n  名前名前"],
])("a text that %s", (_title, text, width, want) => {
  expect(wrapText(text, width, 0, 2)).toBe(want);
});
