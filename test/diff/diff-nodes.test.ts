import { expect, test } from "vitest";
import { block, type OutputFile, PEERS } from "../../src/contract/block.ts";
import { diffTrees } from "../../src/diff/diff-tree.ts";
import { buildTree, type Tree } from "../../src/output/tree/build-tree.ts";

/** A tree of lines `node daemon path text`; `motd` is never reloaded. */
function treeOf(...lines: readonly string[]): Tree {
  const files = lines.map((line): OutputFile => {
    const [node = "", daemon = "", path = "", text = ""] = line.split(" ");
    return { node, daemon, path, mode: 0o644, owner: "root:root", services: [], blocks: [block("all", [text])] };
  });
  const units = new Map(files.map(({ node, daemon }) => [`${node} ${daemon}`, { node, daemon }]));
  const reloadOf = (daemon: string) => (daemon === "motd" ? [] : ["systemctl", "reload", daemon]);
  return buildTree(
    files,
    [...units.values()].map((unit) => ({
      ...unit,
      requires: [],
      modules: [],
      check: [],
      reload: reloadOf(unit.daemon),
    })),
  );
}

test.each<[string, Tree | undefined, Tree, ReturnType<typeof diffTrees>["nodes"]]>([
  ["nothing differs", treeOf("lb1 haproxy etc/a 1"), treeOf("lb1 haproxy etc/a 1"), { total: 1, changed: [] }],
  [
    "only daemons with changed files reload",
    treeOf("lb1 haproxy etc/a 1", "lb1 bird etc/b 1", "lb2 bird etc/b 1"),
    treeOf("lb1 haproxy etc/a 2", "lb1 bird etc/b 1", "lb2 bird etc/b 1"),
    { total: 2, changed: [{ node: "lb1", reloads: ["haproxy"], drops: [] }] },
  ],
  [
    "a removed file reloads the daemon that has others",
    treeOf("lb1 haproxy etc/a 1", "lb1 haproxy etc/b 1"),
    treeOf("lb1 haproxy etc/a 1"),
    { total: 1, changed: [{ node: "lb1", reloads: ["haproxy"], drops: [] }] },
  ],
  [
    "a daemon without files left is not reloaded",
    treeOf("lb1 haproxy etc/a 1", "lb1 bird etc/b 1", "web1 apache etc/c 1"),
    treeOf("lb1 bird etc/b 1"),
    {
      total: 2,
      changed: [
        { node: "lb1", reloads: [], drops: ["haproxy"] },
        { node: "web1", reloads: [], drops: ["apache"] },
      ],
    },
  ],
  [
    "a file that another daemon takes over concerns both",
    treeOf("lb1 bird etc/a 1", "lb1 bird etc/b 1"),
    treeOf("lb1 haproxy etc/a 2", "lb1 bird etc/b 1"),
    { total: 1, changed: [{ node: "lb1", reloads: ["bird", "haproxy"], drops: [] }] },
  ],
  [
    "what has no command is not reloaded",
    undefined,
    treeOf("lb2 motd etc/motd 1", "lb1 bird etc/b 1"),
    {
      total: 2,
      changed: [
        { node: "lb1", reloads: ["bird"], drops: [] },
        { node: "lb2", reloads: [], drops: [] },
      ],
    },
  ],
  ["machines of others are not nodes", undefined, treeOf(`${PEERS} bird rr9/etc/b 1`), { total: 0, changed: [] }],
])("%s", (_name, before, after, want) => {
  expect(diffTrees(before, after, { prepared: [] }).nodes).toEqual(want);
});
