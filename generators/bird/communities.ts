import type { Fleet, Node } from "../../src/contract/fleet.ts";
import type { RouteState } from "./host-routes.ts";

/** What a community describes: the middle part of a large one, thousands in the second part of a plain one. */
const KINDS = { state: 1, site: 2 } as const;

const STATES: Readonly<Record<RouteState, number>> = { production: 1, testing: 2, maintenance: 3 };

/** A statement of BIRD's filter language that adds a community, such as `bgp_community.add((64512, 2001))`. */
export type Tag = string;

/**
 * Marks routes with the state of their services and the site that they come from. A plain community (RFC 1997) has 16
 * bits for the AS number; a longer number needs a large community (RFC 8092).
 */
export function tagState(asn: number, state: RouteState): Tag {
  return tag(asn, KINDS.state, STATES[state]);
}

/** Sites are numbered from 1 in the order of `fleet.sites`. */
export function tagSite(asn: number, fleet: Fleet, node: Node): Tag {
  return tag(asn, KINDS.site, fleet.spec.sites.indexOf(node.site) + 1);
}

/** Whether an AS number needs 32 bits, and therefore large communities. */
export function isLong(asn: number): boolean {
  return asn > 65_535;
}

function tag(asn: number, kind: number, value: number): Tag {
  if (isLong(asn)) return `bgp_large_community.add((${asn}, ${kind}, ${value}))`;
  return `bgp_community.add((${asn}, ${kind * 1000 + value}))`;
}
