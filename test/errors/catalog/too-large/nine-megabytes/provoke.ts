import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  const file = openSync(join(folder, "huge.yaml"), "w");
  ftruncateSync(file, 9 * 1024 * 1024);
  closeSync(file);
  readCatalog(folder, report);
};
