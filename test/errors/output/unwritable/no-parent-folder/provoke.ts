import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  writeTree(join(folder, "missing", "out"), smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
