import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  const catalog = join(folder, "catalog");
  mkdirSync(catalog);
  mkdirSync(join(folder, "elsewhere"));
  writeFileSync(join(catalog, "fleet.yaml"), "fleet: {}\n");
  symlinkSync("/etc/passwd", join(catalog, "teams.yaml"));
  symlinkSync(join(folder, "elsewhere"), join(catalog, "services"));
  writeFileSync(join(folder, "elsewhere", "web.yaml"), "services: {}\n");
  symlinkSync("self", join(catalog, "self"));
  readCatalog(catalog, report);
};
