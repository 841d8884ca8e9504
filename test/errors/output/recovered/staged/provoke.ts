import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workInside } from "../../../../../src/output/transaction/work-folder.ts";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

/** The remains of a build that was killed before it touched the tree. */
export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "old" }), {}, report);
  const work = workInside(out);
  mkdirSync(work.stage, { recursive: true });
  writeFileSync(join(work.stage, "0"), "new\n");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
