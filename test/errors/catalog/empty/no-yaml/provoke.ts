import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  writeFileSync(join(folder, "README.md"), "no catalog yet\n");
  readCatalog(folder, report);
};
