import { MANIFEST } from "../../contract/root-names.ts";
import { type Found, fingerprintOf } from "../disk/survey.ts";
import { linkContent } from "../tree/content.ts";
import type { Manifest } from "./manifest.ts";
import { isSealed } from "./seal.ts";

/** Hash that an untouched file or link of the last build has, or "sealed" for one with a seal of its own. */
export type Known = string;

/** Files and links that the last build wrote, by place. */
export type LastTree = ReadonlyMap<string, Known>;

/**
 * The files of a manifest.
 * @param nodes only these nodes' files, and those next to the nodes' folders
 */
export function lastTree(manifest: Manifest | undefined, nodes?: ReadonlySet<string>): LastTree {
  if (manifest === undefined) return new Map();
  const last = new Map<string, Known>([[MANIFEST, "sealed"]]);
  for (const { path, sha256 } of manifest.root) last.set(path, sha256 ?? "sealed");
  for (const { node, files, links } of manifest.units) {
    if (nodes !== undefined && !nodes.has(node)) continue;
    for (const { path, sha256 } of files) last.set(`${node}/${path}`, sha256);
    for (const { path, target } of links) last.set(`${node}/${path}`, linkContent(target).sha256);
  }
  return last;
}

/** Whether what exists is still what the last build wrote. */
export function isUntouched(found: Found, known: Known): boolean {
  if (known === "sealed") return found.kind === "file" && isSealed(found.bytes.toString());
  return fingerprintOf(found) === known;
}
