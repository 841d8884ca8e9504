import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workInside } from "../../../../../src/output/transaction/work-folder.ts";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  const work = workInside(out);
  mkdirSync(work.folder, { recursive: true });
  writeFileSync(work.journal, '{"changes": [');
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
