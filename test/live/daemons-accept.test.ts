import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GENERATORS } from "../../generators/registry.ts";
import { packageRoot } from "../../src/package-root.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { checkCompilation } from "../support/check-compilation.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith, type Need } from "../support/daemons.ts";
import { readFolder } from "../support/read-folder.ts";

/** The daemons that check the files of generators. */
const JUDGES: Readonly<Record<string, readonly Need[]>> = {
  apache: ["apache2"],
  bird: ["bird"],
  haproxy: ["haproxy"],
  health: ["ip"],
  icinga2: ["icinga2"],
  nftables: ["nft"],
};

const CATALOGS = [
  ...GENERATORS.flatMap(({ name }) => {
    const cases = join("generators", name, "cases");
    return existsSync(join(packageRoot, cases))
      ? readdirSync(join(packageRoot, cases)).map((each) => join(cases, each, "catalog"))
      : [];
  }),
  ...readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`),
];

const compiled = new Map<string, Compilation>();

/** Each generator has files in most of them. */
function compilationOf(catalog: string): Compilation {
  const compilation = compiled.get(catalog) ?? compileText(readFolder(join(packageRoot, catalog)));
  compiled.set(catalog, compilation);
  return compilation;
}

for (const { name } of GENERATORS) {
  const needs: Need[] = [...(JUDGES[name] ?? []), "openssl", "namespaces"];
  describeWith(needs, `the daemon of ${name} takes without a warning what is generated, by whomever's case`, () => {
    const own = CATALOGS.filter((catalog) => compilationOf(catalog).files.some(({ daemon }) => daemon === name));
    test.each(own)("%s", async (catalog) => {
      const compilation = compilationOf(catalog);
      expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      const { findings, summary } = await checkCompilation(compilation, { daemons: [name] });
      expect(findings).toEqual([]);
      expect(summary.judged).toBeGreaterThan(0);
    });
  });
}
