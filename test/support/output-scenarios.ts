import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WriteOptions } from "../../src/output/transaction/write-tree.ts";
import type { Tree } from "../../src/output/tree/build-tree.ts";
import { type Texts, treeOf } from "./output-trees.ts";

/** An existing tree, what happens to it, and the one that replaces it. */
export interface Scenario {
  readonly name: string;
  /** Absent: there is nothing yet. */
  readonly before?: Tree;
  /** What the user does after the first build. */
  readonly meddle?: (out: string) => void;
  readonly after: Tree;
  readonly options: WriteOptions;
}

const OLD: Texts = {
  "claims.json": "[1]",
  "lb1/etc/haproxy/haproxy.cfg": "global\n  old\n",
  "lb1/etc/haproxy/maps/hosts.map": "www.example.org www\n",
  "lb1/etc/same": "same\n",
  "lb1/etc/wider": "same\n",
  "lb1/etc/links/elsewhere": "-> ../old",
  "lb1/etc/links/file-to-link": "../new\n",
  "lb1/etc/links/folder-to-link/deep/a": "was a file\n",
  "lb1/etc/links/gone": "-> ../old",
  "lb1/etc/links/link-to-folder": "-> ../elsewhere",
  "lb1/etc/links/link-to-file": "-> ../old",
  "lb1/etc/links/same": "-> ../same",
  "lb1/etc/elsewhere/deep/a": "another file\n",
  "lb1/etc/file-to-folder": "was a file\n",
  "lb1/etc/folder-to-file/a/b": "was deep\n",
  "lb1/etc/folder-to-file/c": "was deep\n",
  "lb2/etc/haproxy/haproxy.cfg": "global\n  old\n",
  "gone/etc/deep/er/file": "gone\n",
  "gone/etc/other": "gone\n",
};

const NEW: Texts = {
  "claims.json": "[2]",
  "lb1/etc/haproxy/haproxy.cfg": "global\n  new\n",
  "lb1/etc/haproxy/maps/hosts.map": "www.example.org www\n",
  "lb1/etc/same": "same\n",
  "lb1/etc/wider": "same\n",
  "lb1/etc/links/elsewhere": "-> ../new",
  "lb1/etc/links/file-to-link": "-> ../new",
  "lb1/etc/links/folder-to-link": "-> ../elsewhere",
  // The target of the link does not have the content of the folder that it replaced.
  "lb1/etc/elsewhere/deep/a": "another file\n",
  "lb1/etc/links/link-to-file": "../old\n",
  "lb1/etc/links/link-to-folder/deep/a": "yet another file\n",
  "lb1/etc/links/new": "-> ../../etc/same",
  "lb1/etc/links/same": "-> ../same",
  "lb1/etc/file-to-folder/a": "is a folder\n",
  "lb1/etc/folder-to-file": "is a file\n",
  "lb2/etc/haproxy/haproxy.cfg": "global\n  new\n",
  "lb3/etc/haproxy/haproxy.cfg": "global\n  new\n",
  "lb3/etc/haproxy/maps/hosts.map": "www.example.org www\n",
};

/** Transactions that together have every kind of step. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "new tree", after: treeOf(NEW), options: {} },
  {
    name: "all kinds of changes",
    before: treeOf(OLD),
    // It is empty, so a file may replace it; but it must come back if the build is rolled back.
    meddle: (out) => mkdirSync(join(out, "lb1/etc/folder-to-file/empty")),
    after: treeOf(NEW, { "lb1/etc/wider": 0o640 }),
    options: {},
  },
  { name: "some nodes", before: treeOf(OLD), after: treeOf(NEW), options: { nodes: new Set(["lb2", "lb3", "gone"]) } },
  {
    name: "forced over edits, links and foreign files",
    before: treeOf(OLD),
    meddle(out) {
      writeFileSync(join(out, "lb1/etc/haproxy/haproxy.cfg"), "edited\n");
      writeFileSync(join(out, "gone/etc/other"), "edited\n");
      writeFileSync(join(out, "gone/etc/deep/foreign"), "foreign\n");
      rmSync(join(out, "lb1/etc/same"));
      symlinkSync("/nowhere", join(out, "lb1/etc/same"));
      rmSync(join(out, "lb2/etc/haproxy/haproxy.cfg"));
      writeFileSync(join(out, "lb3"), "foreign\n");
      rmSync(join(out, "lb3"));
      chmodSync(join(out, "lb1/etc/wider"), 0o600);
      rmSync(join(out, "lb1/etc/links/same"));
      symlinkSync("/nowhere", join(out, "lb1/etc/links/same"));
    },
    after: treeOf(NEW),
    options: { force: true },
  },
];
