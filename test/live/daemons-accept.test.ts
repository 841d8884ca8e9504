import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GENERATORS } from "../../generators/registry.ts";
import { packageRoot } from "../../src/package-root.ts";
import { checkCompilation } from "../support/check-compilation.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith, type Need } from "../support/daemons.ts";
import { readFolder } from "../support/read-folder.ts";

/** What generators' files are judged by. */
const JUDGES: Readonly<Record<string, readonly Need[]>> = {
  apache: ["apache2"],
  bird: ["bird"],
  haproxy: ["haproxy"],
  health: ["ip"],
  icinga2: ["icinga2"],
  nftables: ["nft"],
};

const EXAMPLES = readdirSync(join(packageRoot, "examples")).map((name) => `examples/${name}`);

for (const { name } of GENERATORS) {
  const needs: Need[] = [...(JUDGES[name] ?? []), "openssl", "namespaces"];
  const cases = join("generators", name, "cases");
  const own = existsSync(join(packageRoot, cases)) ? readdirSync(join(packageRoot, cases)) : [];
  describeWith(needs, `the daemon of ${name} takes without a warning what is generated`, () => {
    test.each([...own.map((each) => join(cases, each, "catalog")), ...EXAMPLES])("%s", async (catalog) => {
      const compilation = compileText(readFolder(join(packageRoot, catalog)));
      expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      const { findings, summary } = await checkCompilation(compilation, { daemons: [name] });
      expect(findings).toEqual([]);
      if (!EXAMPLES.includes(catalog)) expect(summary.judged).toBeGreaterThan(0);
    });
  });
}
