import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old" }), {}, report);
  const manifest = join(out, "manifest.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("etc/a.cfg", "../../etc/shadow"));
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
