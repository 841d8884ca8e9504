import type { Tree } from "../tree/build-tree.ts";
import { makeManifest } from "./manifest.ts";
import { printManifest } from "./print-manifest.ts";
import { sealOf } from "./seal.ts";

/**
 * Digest of a tree, SHA-256 in hexadecimal: the seal of its manifest. It covers kind, path, mode, owner and content of
 * each file, target of each link, and what nodes need and run; not the source map, which changes with a comment in the
 * catalog. It depends on no machine, folder or time.
 */
export function digestOf(tree: Tree): string {
  return sealOf(printManifest(makeManifest(tree)));
}
