import type { Claims } from "../contract/claims.ts";
import { compareText } from "../contract/compare-text.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { ANNOUNCERS } from "./daemons.ts";

/** What is proven: a fleet, what it promises in the lab, and the tree that was built from it. */
export interface LabInput {
  readonly fleet: Fleet;
  readonly claims: Claims;
  readonly tree: Tree;
  /** Nodes that are to announce VIPs and have nothing in the lab that does, sorted: no claim says that they announce any. */
  readonly silent: readonly string[];
}

/**
 * What is proven of a fleet. Where BIRD or the health program is not generated, the node's owner runs his own, which the lab does
 * not have: nothing is promised to be announced there.
 */
export function labInputOf(fleet: Fleet, claims: Claims, tree: Tree): LabInput {
  const units = new Set(tree.units.map(({ node, daemon }) => `${node} ${daemon}`));
  const isSilent = (node: string) => !ANNOUNCERS.every((daemon) => units.has(`${node} ${daemon}`));
  const announces = claims.announces.map((each) => ({ ...each, nodes: each.nodes.filter((node) => !isSilent(node)) }));
  const silent = new Set(claims.announces.flatMap(({ nodes }) => nodes.filter(isSilent)));
  return { fleet, claims: { ...claims, announces }, tree, silent: [...silent].sort(compareText) };
}
