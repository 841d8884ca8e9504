import { compareText } from "../../../src/contract/compare-text.ts";
import type { Fleet, Node } from "../../../src/contract/fleet.ts";
import { type BgpSession, isReflector, sessionsOf } from "../../../src/fleet/announce/sessions.ts";

/** A BGP session that is monitored at one of its ends. */
export interface WatchedSession extends BgpSession {
  /** A node at either end is known to be offline: nobody is notified. */
  readonly silent: boolean;
}

/**
 * Each session once: at the end that is not a reflector, if that has an agent. A reflector that fails is then not
 * needed to check all of its clients.
 * @param able nodes that run programs for the monitoring hosts
 */
export function watchedSessions(fleet: Fleet, able: ReadonlySet<Node>): WatchedSession[] {
  const runsBird = (node: Node): boolean => able.has(node) && node.spec.emit?.bird !== false;
  return [...sessionsOf(fleet).values()].flat().flatMap((session): WatchedSession[] => {
    const { node, peer } = session;
    if (!runsBird(node)) return [];
    if (runsBird(peer) && comparePlace(peer, node) < 0) return [];
    return [{ ...session, silent: node.state === "offline" || peer.state === "offline" }];
  });
}

function comparePlace(a: Node, b: Node): number {
  return Number(isReflector(a)) - Number(isReflector(b)) || compareText(a.name, b.name);
}
