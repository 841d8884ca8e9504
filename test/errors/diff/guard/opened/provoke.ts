import { join } from "node:path";
import { diffTrees } from "../../../../../src/diff/diff-tree.ts";
import { reportExceeded } from "../../../../../src/diff/report-exceeded.ts";
import { layOutTree } from "../../../../../src/lay-out-tree.ts";
import { packageRoot } from "../../../../../src/package-root.ts";
import { compileText } from "../../../../support/compile-text.ts";
import { readFolder } from "../../../../support/read-folder.ts";
import type { Provoke } from "../../../provoke.ts";

export const provoke: Provoke = (_folder, report) => {
  const before = readFolder(join(packageRoot, "test/words/catalog"));
  const guarded = { ...before, "fleet.yaml": `${before["fleet.yaml"]}`.replace("  name: t\n", "  name: t\n  guard: {opened: 0}\n") };
  const after = Object.fromEntries(
    Object.entries(guarded).map(([path, text]) => [path, text.replaceAll("from: [campus]", "from: [world]")]),
  );
  const [old, now] = [compileText(guarded), compileText(after)];
  if (now.fleet === undefined) throw new Error("the catalog has errors");
  const diff = diffTrees(layOutTree(old), layOutTree(now), now);
  reportExceeded(diff, now.fleet, { allowed: new Map(), limits: {} }, report);
};
