import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parseDocument, visit, YAMLSeq } from "yaml";
import { STARTER_CATALOG } from "../../src/cli/starter/starter-catalog.ts";
import { packageRoot } from "../../src/package-root.ts";
import { readFolder } from "../support/read-folder.ts";

const BUNDLE = "schemas/intentlb.schema.json";
const SOURCES = [
  ...readdirSync(join(packageRoot, "schemas")).map((file) => `schemas/${file}`),
  ...readdirSync(join(packageRoot, "generators")).map((name) => `generators/${name}/schema.json`),
].filter((path) => path !== BUNDLE && existsSync(join(packageRoot, path)));

test("the language and the daemons' own blocks have a schema", () => {
  expect(SOURCES).toContain("schemas/service.json");
  expect(SOURCES).toContain("generators/haproxy/schema.json");
});

test.each(SOURCES)("%s describes every property", (path) => {
  const schema: unknown = JSON.parse(readFileSync(join(packageRoot, path), "utf8"));
  const described = properties(schema, "");
  expect(described.filter(({ text }) => !/\w/.test(text ?? "")).map(({ name }) => name)).toEqual([]);
});

test.each(readdirSync(join(packageRoot, "examples")))("examples/%s is valid in an editor", (example) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(join(packageRoot, BUNDLE), "utf8")));
  const files = Object.entries(readFolder(join(packageRoot, "examples", example)));
  const catalogs = files.filter(([path]) => path.endsWith(".yaml"));
  expect(catalogs.length).toBeGreaterThan(0);
  for (const [path, text] of catalogs) {
    validate(asEditorsDo(text));
    expect([path, validate.errors ?? []]).toEqual([path, []]);
    // The bundle rejects unknown keys, wherever the file begins.
    expect(validate(asEditorsDo(`servces: {}\n${text}`))).toBe(false);
  }
});

test.each([
  ["init", STARTER_CATALOG] as const,
  ...readdirSync(join(packageRoot, "examples")).map((name) => [name, readFolder(`examples/${name}`)] as const),
])("%s has no map in braces, in which editors do not complete keys", (_name, files) => {
  const maps = Object.entries(files).flatMap(([path, text]) => (path.endsWith(".yaml") ? flowMaps(path, text) : []));
  expect(maps).toEqual([]);
});

/** Maps in braces that have entries, with their file. */
function flowMaps(path: string, text: string): string[] {
  const found: string[] = [];
  visit(parseDocument(text), {
    Map: (_key, map) => {
      if (map.flow && map.items.length > 0) found.push(`${path}: ${text.slice(...(map.range ?? []))}`);
    },
  });
  return found;
}

/** Every property at any depth with its description. */
function properties(schema: unknown, name: string): { name: string; text: string | undefined }[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    const own = name.endsWith("/properties") ? [{ name: `${name}/${key}`, text: descriptionOf(value) }] : [];
    // A property may itself be named `properties`, so names are marked.
    return [...own, ...properties(value, own.length > 0 ? `${name}/${key}:` : `${name}/${key}`)];
  });
}

/** Its own description, or it refers to another property, which this test checks, too. */
function descriptionOf(schema: unknown): string | undefined {
  if (typeof schema !== "object" || schema === null) return undefined;
  if ("description" in schema) return String(schema.description);
  return "$ref" in schema && /\/properties\/\w+$/.test(String(schema.$ref)) ? String(schema.$ref) : undefined;
}

/** A file as a YAML language server passes it to the schema, once it has our tags (`yaml.customTags`). */
function asEditorsDo(text: string): unknown {
  const customTags = ["!append", "!prepend"].map((tag) => ({ tag, collection: "seq" as const, nodeClass: YAMLSeq }));
  return parseDocument(text, { customTags }).toJS();
}
