import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old" }), {}, report);
  renameSync(join(out, "lb1"), join(folder, "elsewhere"));
  symlinkSync(join(folder, "elsewhere"), join(out, "lb1"));
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
