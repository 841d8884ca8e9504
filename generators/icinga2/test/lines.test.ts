import { expect, test } from "vitest";
import { syntheticCatalog } from "../../../bench/synthetic-catalog.ts";
import { compileText } from "../../../test/support/compile-text.ts";

/** Lines of each file of the monitoring host, by the file's name. */
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

test("a thousand services are a few thousand lines per aspect, and no rule more", () => {
  const [few, many] = [100, 1000].map(linesFor);
  expect(many?.get("rules.conf")).toBe(few?.get("rules.conf"));
  for (const [file, lines] of many ?? []) expect(lines, file).toBeLessThan(5000);
});
