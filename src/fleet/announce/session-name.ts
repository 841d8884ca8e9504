import { createHash } from "node:crypto";
import type { Family } from "../../contract/fleet.ts";

/** Longest symbol of BIRD (`SYM_MAX_LEN`). */
const LONGEST = 64;

/** Name of BIRD's protocol for the session with a peer: `rr1-v4`. */
export function sessionName(peer: string, family: Family): string {
  return birdName("", peer, family);
}

/**
 * A name for BIRD, derived from a node's. The suffix keeps it from being a keyword (`via`), against which quoting does
 * not help. For anything but a session the prefix ends in a colon, which no node's name contains: all share one name
 * space. A name that would be too long ends in a hash instead, after a colon for the same reason.
 */
export function birdName(prefix: string, node: string, family: Family): string {
  const suffix = family === "ipv4" ? "-v4" : "-v6";
  const room = LONGEST - prefix.length - suffix.length;
  if (node.length <= room) return `${prefix}${node}${suffix}`;
  const hash = createHash("sha256").update(node).digest("hex").slice(0, 8);
  return `${prefix}${node.slice(0, room - hash.length - 1)}:${hash}${suffix}`;
}
