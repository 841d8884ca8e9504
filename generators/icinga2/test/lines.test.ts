import { expect, test } from "vitest";
import { syntheticCatalog } from "../../../bench/synthetic-catalog.ts";
import { compileText } from "../../../test/support/compile-text.ts";

/** Lines of each file of the monitoring host, by file name. */
function linesFor(services: number): Map<string, number> {
  const { files } = compileText(syntheticCatalog({ services, seed: 1 }));
  const own = files.filter(({ node, path }) => node === "mon1" && path.startsWith("etc/icinga2/"));
  expect(own.length).toBeGreaterThan(0);
  return new Map(
    own.map(({ path, blocks }) => [
      path.replace(/^.*\//, ""),
      blocks.reduce((sum, { lines }) => sum + lines.length, 0),
    ]),
  );
}

test("a thousand services take a few thousand lines per table, and no additional rule", () => {
  const [few, many] = [100, 1000].map(linesFor);
  expect(many?.get("rules.conf")).toBe(few?.get("rules.conf"));
  for (const [file, lines] of many ?? []) expect(lines, file).toBeLessThan(5000);
});
