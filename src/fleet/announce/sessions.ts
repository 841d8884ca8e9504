import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../contract/fleet.ts";
import { sessionName } from "./session-name.ts";

/** One end of a BGP session, in one family. */
export interface BgpSession {
  readonly node: Node;
  readonly peer: Node;
  readonly family: Family;
  /** Addresses of the node and of its peer. */
  readonly local: string;
  readonly remote: string;
  /** Name of BIRD's protocol on the node. */
  readonly name: string;
  /**
   * Whether BFD monitors it. Between reflectors and routers it does not: those sessions must survive a restart of BIRD,
   * which BFD would treat as a failure.
   */
  readonly bfd: boolean;
}

/** Whether it carries VIPs, as a load balancer or as a service's own server. */
export function isAnnouncer({ roles }: Node): boolean {
  return roles.has("load-balancer") || roles.has("anycast-server");
}

export function isReflector({ roles }: Node): boolean {
  return roles.has("route-reflector");
}

/** A router that does nothing else in BGP: it learns and never announces. */
export function isPlainRouter(node: Node): boolean {
  return node.roles.has("router") && !isAnnouncer(node) && !isReflector(node);
}

/** Whether it takes part in BGP. Announcers must be managed by us; reflectors and routers need not be. */
export function isSpeaker(node: Node): boolean {
  if (node.state === "planned") return false;
  return isReflector(node) || node.roles.has("router") || (isAnnouncer(node) && node.managed);
}

/**
 * The iBGP sessions of each node, sorted by peer and family: all speakers have sessions with all reflectors, in each
 * family that the fleet announces and both ends have. Without an AS number there are none.
 */
export function sessionsOf(fleet: Fleet): ReadonlyMap<Node, readonly BgpSession[]> {
  if (fleet.spec.asn === undefined) return new Map();
  const speakers = [...fleet.nodes.values()].filter(isSpeaker).sort((a, b) => compareText(a.name, b.name));
  const reflectors = speakers.filter(isReflector);
  return new Map(
    speakers.map((node) => {
      const peers = (isReflector(node) ? speakers : reflectors).filter((peer) => peer !== node);
      return [node, peers.flatMap((peer) => withPeer(fleet, node, peer))];
    }),
  );
}

function withPeer(fleet: Fleet, node: Node, peer: Node): BgpSession[] {
  return FAMILIES.flatMap((family): BgpSession[] => {
    const local = node.addresses[family]?.address;
    const remote = peer.addresses[family]?.address;
    if (local === undefined || remote === undefined || fleet.announce[family].length === 0) return [];
    const bfd = !isPlainRouter(node) && !isPlainRouter(peer);
    return [{ node, peer, family, local, remote, name: sessionName(peer.name, family), bfd }];
  });
}
