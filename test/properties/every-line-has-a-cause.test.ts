import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { GENERATORS } from "../../generators/registry.ts";
import type { Block, OutputFile } from "../../src/contract/block.ts";
import type { GeneratorRule } from "../../src/contract/generator-rule.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { namedFiles, readEveryKey } from "./read-every-key.ts";

/** Examples, the golden cases of all generators, and the catalog with every key. */
const CATALOGS = [
  ...["campus", "lbaas", "minimal"].map((name) => readFolder(join(packageRoot, "examples", name))),
  ...GENERATORS.flatMap(({ name }) => casesOf(name)),
  { ...namedFiles(), "catalog.yaml": stringify(readEveryKey(), { aliasDuplicateObjects: false }) },
];

const RULES = new Map(GENERATORS.map(({ name, rules = [] }) => [name, rules]));

/** Blocks that no value causes, with something that a daemon reads, and the rules that fit. */
const UNCAUSED = CATALOGS.flatMap((catalog) =>
  compileText(catalog).files.flatMap((file) =>
    file.blocks.filter(isUncaused).map((block) => ({ file, block, rules: rulesFor(file, block) })),
  ),
);

test("each line that a daemon reads has a cause, or exactly one rule", () => {
  const wrong = UNCAUSED.filter(({ rules }) => rules.length !== 1);
  expect([...new Set(wrong.map(({ file, block }) => `${file.daemon} ${file.path}: ${block.key}`))]).toEqual([]);
  expect(UNCAUSED.length).toBeGreaterThan(1000);
});

test("each rule is carried out somewhere, and has a name of its own", () => {
  const used = new Set(UNCAUSED.flatMap(({ rules }) => rules));
  for (const [generator, rules] of RULES) {
    expect(rules.filter((rule) => !used.has(rule)).map(({ name }) => `${generator}/${name}`)).toEqual([]);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  }
});

function casesOf(generator: string): Record<string, string>[] {
  const folder = join(packageRoot, "generators", generator, "cases");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name, "catalog"))
    .filter((catalog) => existsSync(catalog))
    .map(readFolder);
}

function isUncaused({ causes, lines }: Block): boolean {
  return causes.length === 0 && lines.some((line) => line.trim() !== "" && !/^\s*(?:#|\/\/)/.test(line));
}

function rulesFor({ daemon, path }: OutputFile, { key }: Block): GeneratorRule[] {
  const rules = RULES.get(daemon) ?? [];
  return rules.filter((rule) => rule.path.test(path) && (rule.block === undefined || rule.block.test(key)));
}
