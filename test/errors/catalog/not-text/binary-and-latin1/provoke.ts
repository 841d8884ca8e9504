import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  writeFileSync(join(folder, "binary.yaml"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x00, 0x01]));
  writeFileSync(join(folder, "latin1.yaml"), Buffer.from("teams: {b\u00fccher: {}}\n", "latin1"));
  readCatalog(folder, report);
};
