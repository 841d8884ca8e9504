import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatFindings } from "../../../src/cli/report/format-findings.ts";
import { isAbout } from "../../../src/cli/request/lint-scope.ts";
import { type Analysis, analyze } from "../../../src/pipeline.ts";
import { readCases } from "../../errors/cases.ts";
import { textInput } from "../../support/compile-text.ts";
import { readFolder } from "../../support/read-folder.ts";
import { BASE } from "../base-fleet.ts";

type Catalog = Readonly<Record<string, string>>;

const CASES = readCases().flatMap(({ code, name, catalog }) =>
  catalog === undefined ? [] : [{ name: `${code} (${name})`, catalog }],
);

const EXAMPLES = ["campus", "lbaas"].map((name) => ({
  name,
  catalog: readFolder(join(import.meta.dirname, "../../../examples", name)),
}));

/** What users see of findings about some files, by a whole run and by one for these files. */
function aboutFiles(catalog: Catalog, files: readonly string[]): Record<"whole" | "scoped", readonly string[]> {
  const scope = new Set(files);
  const show = ({ findings, accepted }: Analysis) =>
    [findings, accepted].map((all) =>
      formatFindings(
        all.filter((finding) => isAbout(finding, scope)),
        { format: "json" },
      ),
    );
  return { whole: show(analyze(textInput(catalog))), scoped: show(analyze(textInput(catalog), scope)) };
}

test.each(
  [...CASES, ...EXAMPLES].flatMap(({ name, catalog }) =>
    Object.keys(catalog)
      .filter((path) => /\.ya?ml$/.test(path) && !path.startsWith("base/") && !path.startsWith("out/"))
      .map((path) => ({ name, path, catalog })),
  ),
)("$name: $path", ({ catalog, path }) => {
  const { whole, scoped } = aboutFiles(catalog, [path]);
  expect(scoped).toEqual(whole);
});

test("catalogs with several mistakes, which may be in one profile", () => {
  const onBase = CASES.filter(({ catalog }) => catalog["base/fleet.yaml"] !== undefined);
  fc.assert(
    fc.property(fc.subarray(onBase, { minLength: 2, maxLength: 4 }), fc.nat(), (cases, choice) => {
      const own = cases.flatMap(({ catalog }, index) =>
        Object.entries(catalog).flatMap(([path, text]) =>
          path.startsWith("base/") ? [] : [[`${index}/${path}`, text]],
        ),
      );
      const base = Object.entries(BASE).map(([path, text]) => [`base/${path}`, text]);
      const catalog: Catalog = Object.fromEntries([...base, ...own]);
      const paths = Object.keys(catalog).filter((path) => /\.ya?ml$/.test(path));
      const { whole, scoped } = aboutFiles(catalog, [paths[choice % paths.length] ?? ""]);
      expect(scoped).toEqual(whole);
    }),
  );
});
