import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalog } from "../../../../../src/catalog/read/read-catalog.ts";
import type { Provoke } from "../../../provoke.ts";

/** A path with a name in Latin-1. */
const latin1 = (folder: string, name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);

export const provoke: Provoke = (folder, report) => {
  writeFileSync(join(folder, "fleet.yaml"), "fleet: {}\n");
  writeFileSync(latin1(folder, "b\u00fccher.yaml"), "teams: {}\n");
  mkdirSync(latin1(folder, "b\u00fccher"));
  // Not part of a catalog.
  writeFileSync(latin1(folder, "b\u00fccher.txt"), "");
  readCatalog(folder, report);
};
