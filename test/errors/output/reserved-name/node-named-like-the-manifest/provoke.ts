import { join } from "node:path";
import { writeTree } from "../../../../../src/output/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  writeTree(join(folder, "out"), smallTree({ "manifest.json/etc/a.cfg": "new" }), {}, report);
};
