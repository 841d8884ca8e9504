import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../../../../../src/output/transaction/write-tree.ts";
import type { Provoke } from "../../../provoke.ts";
import { smallTree } from "../../small-tree.ts";

export const provoke: Provoke = (folder, report) => {
  const out = join(folder, "home");
  mkdirSync(out);
  writeFileSync(join(out, "thesis.tex"), "\\documentclass{book}\n");
  writeTree(out, smallTree({ "lb1/etc/a.cfg": "new" }), {}, report);
};
