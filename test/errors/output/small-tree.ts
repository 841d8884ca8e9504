import { buildTree, type Tree } from "../../../src/output/tree/build-tree.ts";
import { block } from "../../../src/contract/block.ts";

/** A tree of one-line files by path, all of one daemon. */
export function smallTree(lines: Readonly<Record<string, string>>): Tree {
  const files = Object.entries(lines).map(([place, line]) => {
    const [node = "", ...path] = place.split("/");
    return {
      node,
      path: path.join("/"),
      daemon: "daemon",
      mode: 0o644,
      owner: "root:root",
      services: [],
      blocks: [block("all", [line])],
    };
  });
  const nodes = [...new Set(files.map(({ node }) => node))];
  return buildTree(
    files,
    nodes.map((node) => ({ node, daemon: "daemon", requires: [], modules: [], check: ["true"], reload: ["true"] })),
  );
}
