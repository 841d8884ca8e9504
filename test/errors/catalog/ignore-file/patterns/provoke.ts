import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (folder, report) => {
  const catalog = join(folder, "catalog");
  for (const name of ["", "latin1", "link"]) mkdirSync(join(catalog, name), { recursive: true });
  writeFileSync(join(catalog, "fleet.yaml"), "fleet: {}\n");
  writeFileSync(
    join(catalog, ".intentlbignore"),
    "# what is left out\n*.tmp.yaml\n!\n/\ndrafts\\\n[abc\n./old\n\\[abc\n[!f]*.yaml\n",
  );
  writeFileSync(join(catalog, "latin1/.intentlbignore"), Buffer.from("f\xf6hr/\n", "latin1"));
  symlinkSync("../.intentlbignore", join(catalog, "link/.intentlbignore"));
  readCatalog(catalog, report);
};
