import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { searchPath } from "../../../../src/verdict/find-program.ts";
import { checkCompilation } from "../../../../test/support/check-compilation.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";

const CASES = "generators/apache/cases";

describeWith(["apache2", "openssl", "namespaces"], "Apache accepts what is generated", () => {
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

  test("without namespaces, a copy is tested with the modules that it enables", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const path = searchPath(`${folder}:${process.env["PATH"]}`);
    const compilation = compileText(readFolder(join(packageRoot, CASES, "sites/catalog")));
    const options = { daemons: ["apache"], path };
    expect(await checkCompilation(compilation, options)).toMatchObject({ summary: { sandbox: "copy" }, findings: [] });
    const bare = { ...compilation, files: compilation.files.filter((file) => !file.isLink) };
    expect((await checkCompilation(bare, options)).findings.join("\n")).toContain("Invalid command");
  });

  test("an invalid line from the catalog is reported", async () => {
    const files = readFolder(join(packageRoot, CASES, "sites/catalog"));
    const text = files["catalog.yaml"]?.replace("AddDefaultCharset utf-8", "AddDefaultCharsett utf-8") ?? "";
    const { findings } = await checkCompilation(compileText({ "catalog.yaml": text }), { daemons: ["apache"] });
    expect(findings).not.toEqual([]);
    expect(findings.join("\n")).toContain("Invalid command 'AddDefaultCharsett'");
  });
});
