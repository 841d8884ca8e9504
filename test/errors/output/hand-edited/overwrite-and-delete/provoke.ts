import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old", "lb1/etc/gone.cfg": "old" }), {}, report);
  appendFileSync(join(out, "lb1/etc/a.cfg"), "edited\n");
  appendFileSync(join(out, "lb1/etc/gone.cfg"), "edited\n");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
