import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { readFolder } from "../../../test/support/read-folder.ts";

const EXAMPLE = readFolder(join(packageRoot, "examples/lbaas"));

test("the example has neither errors nor warnings", () => {
  const { findings, files } = compileText(EXAMPLE);
  expect(findings.filter(({ severity }) => severity !== "notice").map(({ message }) => message)).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
});

test("the terms in the example's comments are in the table of docs/lbaas.md", () => {
  const table = readFileSync(join(packageRoot, "docs/lbaas.md"), "utf8");
  const words = new Set(Object.values(EXAMPLE).flatMap((text) => text.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []));
  expect(words.size).toBeGreaterThan(8);
  expect([...words].filter((word) => !table.includes(word))).toEqual([]);
});
