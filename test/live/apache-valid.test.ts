import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { checkCompilation } from "../support/check-compilation.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith } from "../support/daemons.ts";
import { readFolder } from "../support/read-folder.ts";

const CASES = "generators/apache/cases";

describeWith(["apache2", "openssl", "namespaces"], "Apache takes what is generated", () => {
  test.each([...readdirSync(join(packageRoot, CASES)).map((name) => `${CASES}/${name}/catalog`), "examples/campus"])(
    "%s",
    async (catalog) => {
      const compilation = compileText(readFolder(join(packageRoot, catalog)));
      const { findings, summary } = await checkCompilation(compilation, { daemons: ["apache"] });
      expect(findings).toEqual([]);
      expect(summary.judged).toBeGreaterThan(0);
      for (const { node, path, blocks } of compilation.files.filter(({ daemon }) => daemon === "apache")) {
        expect(new Set(blocks.map((block) => block.key)).size, `keys of ${node}/${path}`).toBe(blocks.length);
      }
    },
  );

  test("a line of the catalog that Apache does not know is found", async () => {
    const files = readFolder(join(packageRoot, CASES, "sites/catalog"));
    const text = files["catalog.yaml"]?.replace("AddDefaultCharset utf-8", "AddDefaultCharsett utf-8") ?? "";
    const { findings } = await checkCompilation(compileText({ "catalog.yaml": text }), { daemons: ["apache"] });
    expect(findings).not.toEqual([]);
    expect(findings.join("\n")).toContain("Invalid command 'AddDefaultCharsett'");
  });
});
