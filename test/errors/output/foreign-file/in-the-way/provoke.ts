import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old" }), {}, report);
  writeFileSync(join(out, "lb1/etc/b.cfg"), "somebody's own\n");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old", "lb1/etc/b.cfg": "new" }), {}, report);
};
