import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "real"));
  symlinkSync("real", join(folder, "link"));
  for (const name of ["file", "link"]) writeTree(join(folder, name), smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
