import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";

const FOLDER = join(packageRoot, "generators/haproxy/test/live");
const LINES = readFileSync(join(FOLDER, "scenarios.md"), "utf8").split("\n");
const ROWS = LINES.slice(LINES.indexOf("| --- | --- | --- |") + 1).flatMap((line) => {
  const [, scenario, file, title] = /^\| (.+?) \| ([\w-]+) \| (.+?) \|$/.exec(line) ?? [];
  return scenario === undefined || file === undefined || title === undefined ? [] : [{ scenario, file, title }];
});

test("each scenario in the table is a test", () => {
  expect(ROWS.length).toBeGreaterThan(40);
  const missing = ROWS.filter(({ file, title }) => {
    return !readFileSync(join(FOLDER, `${file}.test.ts`), "utf8").includes(`"${title}"`);
  });
  expect(missing).toEqual([]);
});

test("each test is in the table of scenarios", () => {
  for (const file of new Set(ROWS.map((row) => row.file))) {
    const text = readFileSync(join(FOLDER, `${file}.test.ts`), "utf8");
    const titles = [...text.matchAll(/^ {2}(?:test|\]\))(?:\.each\(.*\))?\(\s*"([^"]+)"/gm)].map((match) => match[1]);
    expect(titles.filter((title) => !ROWS.some((row) => row.file === file && row.title === title))).toEqual([]);
  }
});
