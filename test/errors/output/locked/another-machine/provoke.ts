import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workInside } from "../../../../../src/output/transaction/work-folder.ts";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

/** Nobody here can tell whether the process of a lock on another machine still runs. */
export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  const work = workInside(out).folder;
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, "lock.1.0.boot.machine"), "");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
