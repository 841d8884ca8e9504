import { join } from "node:path";
import { digestOf } from "../../../../../src/output/manifest/digest.ts";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const expect = digestOf(smallTree({ "lb1/etc/a.cfg": "reviewed" }));
  writeTree(join(folder, "out"), smallTree({ "lb1/etc/a.cfg": "changed since" }), { expect }, report);
};
