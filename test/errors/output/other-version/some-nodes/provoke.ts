import { join } from "node:path";
import { SOURCE_MAP } from "../../../../../src/contract/root-names.ts";
import { seal } from "../../../../../src/output/manifest/seal.ts";
import { sourceMapFile } from "../../../../../src/output/source-map/source-map-file.ts";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "out");
  const old = { name: SOURCE_MAP, text: seal('{\n"format": 1'), sealed: true } as const;
  writeTree(out, { ...smallTree({ "lb1/etc/a.cfg": "old", "lb2/etc/a.cfg": "old" }), rootFiles: [old] }, {}, report);
  const next = { ...smallTree({ "lb1/etc/a.cfg": "new", "lb2/etc/a.cfg": "new" }), rootFiles: [sourceMapFile([])] };
  writeTree(out, next, { nodes: new Set(["lb1"]) }, report);
};
