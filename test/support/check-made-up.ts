import { block } from "../../src/contract/block.ts";
import type { Report } from "../../src/contract/finding.ts";
import { Source } from "../../src/contract/source.ts";
import { buildTree, type Tree } from "../../src/output/tree/build-tree.ts";
import { type CheckOptions, type CheckSummary, checkTree } from "../../src/verdict/check-tree.ts";
import { searchPath } from "../../src/verdict/find-program.ts";

/** A value of a catalog that caused the second line of a made-up daemon's file. */
const CATALOG = new Source("services/www.yaml", "services:\n  www:\n    demo: [second line]\n");
const CAUSE = { source: CATALOG, start: CATALOG.text.indexOf("["), end: CATALOG.text.length - 1 };

/** A file of three lines for a made-up daemon on each of the nodes, the same for all; a shell script is its check. */
export function madeUpTree(script: string, nodes: readonly string[] = ["lb1", "lb2"]): Tree {
  const blocks = [
    block("head", ["first line"]),
    block("www", ["  second line"], [CAUSE]),
    block("tail", ["third line"]),
  ];
  const common = { path: "etc/demo/demo.conf", daemon: "demo", mode: 0o644, owner: "root:root", services: [] };
  return buildTree(
    nodes.map((node) => ({ ...common, node, blocks })),
    nodes.map((node) => ({ node, daemon: "demo", requires: [], modules: [], check: ["sh", "-c", script], reload: [] })),
  );
}

/** How tests run daemons; each test can override it. */
export function checkOptions(temporary: string): CheckOptions {
  return {
    judges: [],
    path: searchPath(process.env["PATH"]),
    temporary,
    isRoot: process.getuid?.() === 0,
    parallel: 2,
    timeout: 30_000,
    signal: new AbortController().signal,
    held: new Map(),
    hasRawLines: false,
  };
}

/** Lets a made-up daemon check its files. */
export function checkMadeUp(
  script: string,
  temporary: string,
  report: Report,
  options: Partial<CheckOptions> = {},
): Promise<CheckSummary> {
  return checkTree(madeUpTree(script), { ...checkOptions(temporary), ...options }, report);
}
