import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GENERATORS } from "../../generators/registry.ts";
import { type OutputFile, PEERS } from "../../src/contract/block.ts";
import { isUnder } from "../../src/fleet/paths.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

// `generators/<name>/cases/<case>/catalog` compiles without errors to the generator's files in `expected/<node>/…`:
// none is missing, none is left over. After an intended change: npx vitest run test/golden -u
// A file that equals its template is a line in `expected/<node>/verbatim.txt`, so that programs are not stored twice.
const VERBATIM = "verbatim.txt";

for (const generator of GENERATORS) {
  const folder = join(packageRoot, "generators", generator.name, "cases");
  const cases = existsSync(folder) ? readdirSync(folder).sort() : [];
  const templates = join(packageRoot, "generators", generator.name, "templates");
  describe.runIf(cases.length > 0)(`golden files of ${generator.name}`, () => {
    test.each(cases)("%s", async (name) => {
      const { findings, files } = compileText(readFolder(join(folder, name, "catalog")));
      expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
      const own = files.filter((file) => file.daemon === generator.name);
      const emitted = textsByPath(own, existsSync(templates) ? readFolder(templates) : {});
      const expected = join(folder, name, "expected");
      expect(emitted).not.toEqual({});
      const paths = own.filter(({ node }) => node !== PEERS).map(({ path }) => `/${path}`);
      expect(paths.filter((path) => !generator.ownFiles.some((folder) => isUnder(path, folder)))).toEqual([]);
      for (const [path, text] of Object.entries(emitted)) {
        await expect.soft(text).toMatchFileSnapshot(join(expected, path), path);
      }
      if (isUpdating()) removeOthers(expected, emitted);
      expect(Object.keys(emitted).sort()).toEqual(Object.keys(readFolder(expected)).sort());
    });
  });
}

function textsByPath(
  files: readonly OutputFile[],
  templates: Readonly<Record<string, string>>,
): Record<string, string> {
  const templateOf = new Map(Object.entries(templates).map(([path, text]) => [text, path]));
  const texts: Record<string, string> = {};
  for (const { node, path, blocks } of files) {
    const text = blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
    const template = templateOf.get(text);
    if (template === undefined) texts[`${node}/${path}`] = text;
    else texts[`${node}/${VERBATIM}`] = `${texts[`${node}/${VERBATIM}`] ?? ""}${path} = templates/${template}\n`;
  }
  return texts;
}

/** Whether vitest was called with `-u`. */
function isUpdating(): boolean {
  return expect.getState().snapshotState.snapshotUpdateState === "all";
}

/** Removes expected files that the generator no longer emits. */
function removeOthers(folder: string, emitted: Readonly<Record<string, string>>): void {
  for (const path of Object.keys(readFolder(folder))) if (emitted[path] === undefined) rmSync(join(folder, path));
}
