import type { Claims } from "../contract/claims.ts";
import { compareText } from "../contract/compare-text.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { ANNOUNCERS } from "./daemons.ts";

/** Input of `prove`: a fleet, its claims in the lab, and the tree that was built from it. */
export interface LabInput {
  readonly fleet: Fleet;
  readonly claims: Claims;
  readonly tree: Tree;
  /** Nodes that should announce VIPs, but have no daemon for it in the lab, sorted. They have no claims to announce. */
  readonly silent: readonly string[];
  /** Services whose servers the lab plays; all if absent. */
  readonly served?: ReadonlySet<string>;
}

/**
 * The input for a fleet. If BIRD or the health daemon is not generated, the node's owner runs their own, which the lab does
 * not have, so no announcements are expected there.
 */
export function labInputOf(fleet: Fleet, claims: Claims, tree: Tree): LabInput {
  const units = new Set(tree.units.map(({ node, daemon }) => `${node} ${daemon}`));
  const isSilent = (node: string) => !ANNOUNCERS.every((daemon) => units.has(`${node} ${daemon}`));
  const announces = claims.announces.map((each) => ({ ...each, nodes: each.nodes.filter((node) => !isSilent(node)) }));
  const silent = new Set(claims.announces.flatMap(({ nodes }) => nodes.filter(isSilent)));
  return { fleet, claims: { ...claims, announces }, tree, silent: [...silent].sort(compareText) };
}
