import type { ShowPath } from "../../../src/cli/report/show-path.ts";
import type { FileDiff } from "../../../src/diff/diff-files.ts";
import type { TreeDiff } from "../../../src/diff/diff-tree.ts";
import type { Change } from "../../../src/words/fold-sentences.ts";

export const DIGEST = "5f".repeat(32);

export const VIEW = {
  compared: { kind: "base", ref: "main", commit: "1a2b3c4d5e6f".padEnd(40, "0") },
  digest: DIGEST,
  showPath: (({ path }) => path) satisfies ShowPath,
} as const;

/** A file of lb1 with one line that changes, except as given. */
export function fileDiff(more: Partial<FileDiff>): FileDiff {
  const lines = ["@@ -1,2 +1,2 @@", " global", "-  old", "+  new"];
  return {
    status: "changed",
    nodes: ["lb1"],
    path: "etc/a.cfg",
    facts: [],
    isHandEdited: false,
    added: 1,
    removed: 1,
    lines,
    ...more,
  };
}

/** A port that opens, except as given. */
export function opens(more: Partial<Change> = {}): Change {
  return {
    risk: "opens",
    kind: "frontend",
    who: ["www"],
    parts: ["https"],
    what: "open to world",
    places: [],
    ...more,
  };
}

/** One change, in one file of one of three nodes, except as given. */
export function treeDiff(more: Partial<TreeDiff>): TreeDiff {
  const nodes = { total: 3, changed: [{ node: "lb1", reloads: ["haproxy"], drops: [] }] };
  return { changes: [opens()], files: [fileDiff({})], nodes, isNew: false, isInterrupted: false, ...more };
}
