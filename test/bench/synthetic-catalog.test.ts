import { expect, test } from "vitest";
import { syntheticCatalog } from "../../bench/synthetic-catalog.ts";
import { compileText } from "../support/compile-text.ts";

test("a made-up catalog of 100 services has neither errors nor warnings and compiles", () => {
  const { findings, fleet, files } = compileText(syntheticCatalog({ services: 100, seed: 1 }));
  const serious = findings.filter(({ severity }) => severity !== "notice");
  expect(serious.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  expect(fleet?.services.size).toBe(100);
  expect(files.length).toBeGreaterThan(0);
});

test("it is the same for the same seed, and different for another", () => {
  const catalog = syntheticCatalog({ services: 100, seed: 1 });
  expect(syntheticCatalog({ services: 100, seed: 1 })).toEqual(catalog);
  expect(syntheticCatalog({ services: 100, seed: 2 })).not.toEqual(catalog);
});
