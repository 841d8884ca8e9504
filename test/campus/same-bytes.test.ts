import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { claimsJson } from "../../src/claims/claims-json.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const campus = readFolder("examples/campus");

/** All emitted files, by path, with the claims. */
function emitted(files: Readonly<Record<string, string>>): Record<string, string> {
  const { subjects, files: written, findings } = compileText(files);
  if (subjects === undefined) throw new Error(findings.map(({ message }) => message).join("\n"));
  const texts = written.map(({ node, path, blocks }): [string, string] => [
    `${node}/${path}`,
    blocks.flatMap(({ lines }) => lines).join("\n"),
  ]);
  return { ...Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1))), "claims.json": claimsJson(subjects) };
}

/** Section, name and value of everything that campus defines. */
const definitions = Object.entries(campus)
  .filter(([path]) => path.endsWith(".yaml"))
  .flatMap(([, text]) => Object.entries(parse(text) as Record<string, Record<string, unknown>>))
  .flatMap(([section, entries]) => Object.entries(entries).map(([name, value]) => ({ section, name, value })));

/** The same definitions, in any order, in any files. */
const arrangements = fc
  .tuple(
    fc.shuffledSubarray(definitions, { minLength: definitions.length }),
    fc.array(fc.nat(9), { minLength: definitions.length, maxLength: definitions.length }),
    fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.ya?ml$/), { minLength: 10, maxLength: 10 }),
  )
  .map(([order, places, names]) => {
    const files: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const [index, { section, name, value }] of order.entries()) {
      const file = names[places[index] ?? 0] ?? "all.yaml";
      files[file] ??= {};
      files[file][section] ??= {};
      files[file][section][name] = value;
    }
    const pages = Object.entries(campus).filter(([path]) => !path.endsWith(".yaml"));
    return {
      ...Object.fromEntries(pages),
      ...Object.fromEntries(Object.entries(files).map(([file, value]) => [file, stringify(value)])),
    };
  });

describe("campus", () => {
  const want = emitted(campus);

  test("is emitted for every managed node", () => {
    expect(Object.keys(want).length).toBeGreaterThan(20);
  });

  test("is the same, however its definitions are distributed over files", () => {
    fc.assert(
      fc.property(arrangements, (files) => {
        expect(emitted(files)).toEqual(want);
      }),
      { numRuns: 25 },
    );
  });
});
