import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  writeFileSync(join(folder, "fleet.txt"), "fleet: {}\n");
  readCatalog(join(folder, "catalogue"), report);
  readCatalog(join(folder, "fleet.txt"), report);
};
