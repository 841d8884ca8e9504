import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  const catalog = join(folder, "catalog");
  mkdirSync(join(catalog, "out/.intentlb"), { recursive: true });
  writeFileSync(join(catalog, "fleet.yaml"), "fleet: {}\n");
  readCatalog(catalog, report, catalog);
  readCatalog(join(catalog, "out"), report);
};
