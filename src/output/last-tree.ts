import { MANIFEST, type Manifest } from "./manifest.ts";
import { isSealed } from "./seal.ts";
import { sha256 } from "./sha256.ts";

/** SHA-256 that a file of the last build has while nobody touched it, or "sealed" for one that says so itself. */
export type Known = string;

/** Files that the last build wrote, by place. */
export type LastTree = ReadonlyMap<string, Known>;

/**
 * The files of a manifest.
 * @param nodes only these nodes' files, and those beside the nodes' folders
 */
export function lastTree(manifest: Manifest | undefined, nodes?: ReadonlySet<string>): LastTree {
  if (manifest === undefined) return new Map();
  const last = new Map<string, Known>([[MANIFEST, "sealed"]]);
  for (const { path, sha256 } of manifest.root) last.set(path, sha256 ?? "sealed");
  for (const { node, files } of manifest.units) {
    if (nodes !== undefined && !nodes.has(node)) continue;
    for (const { path, sha256 } of files) last.set(`${node}/${path}`, sha256);
  }
  return last;
}

/** Whether a file is still as the last build wrote it. */
export function isUntouched(bytes: Buffer, known: Known): boolean {
  return known === "sealed" ? isSealed(bytes.toString()) : sha256(bytes) === known;
}
