import type { Admit, Announce, Bind } from "../../src/contract/claim.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Node } from "../../src/contract/fleet.ts";
import type { BgpSession } from "../../src/fleet/announce/sessions.ts";
import { hostPrefix } from "../../src/ip/family.ts";
import { type Model, mayAnnounce, type Speaker } from "./model.ts";

export const BGP = 179;
/** Control packets over several hops (RFC 5883). */
export const BFD = 4784;
/** Those of single hops (RFC 5881), which no session uses; the firewall admits nobody to it. */
const BFD_SINGLE = 3784;

/** Which node announces what, and BGP and BFD between peers only. */
export function claimAll({ fleet, routes, speakers }: Model): (Admit | Announce | Bind)[] {
  const announces = routes.flatMap(({ family, prefix, state, nodes, services, causes }): Announce[] => {
    const able = nodes.filter((node) => mayAnnounce(node, family)).map((node) => node.name);
    if (fleet.spec.asn === undefined || state === undefined || able.length === 0) return [];
    return [{ kind: "announce", nodes: able, prefix, family, services, causes }];
  });
  return [...announces, ...[...speakers.values()].filter(({ node }) => node.managed).flatMap(claimSessions)];
}

function claimSessions({ node, sessions }: Speaker): (Admit | Bind)[] {
  const watched = sessions.filter((session) => session.bfd);
  return FAMILIES.flatMap((family) => {
    const of = (some: readonly BgpSession[]) => some.filter((session) => session.family === family);
    return [
      ...between(node, family, of(sessions), { port: BGP, transport: "tcp", why: "BGP" }),
      ...between(node, family, of(watched), { port: BFD, transport: "udp", why: "BFD" }),
      ...(watched.length === 0 ? [] : beside(node, family, of(watched))),
    ];
  });
}

/** With one BFD session, BIRD waits for control packets of both kinds in both families. */
function beside(node: Node, family: Family, watched: readonly BgpSession[]): Bind[] {
  return [BFD_SINGLE, ...(watched.length === 0 ? [BFD] : [])].map((port) => ({
    ...{ kind: "bind", nodes: [node.name], address: "*", family, port, transport: "udp", by: "bird" },
    ...{ services: [], causes: [node.tree] },
  }));
}

/** BIRD listens at every address; the firewall admits peers at the address that they have sessions with. */
function between(
  node: Node,
  family: Family,
  sessions: readonly BgpSession[],
  { port, transport, why }: Pick<Admit, "port" | "transport" | "why">,
): [] | [Bind, Admit] {
  const [first] = sessions;
  if (first === undefined) return [];
  const causes = [node.tree, ...sessions.map(({ peer }) => peer.tree)];
  const where = { nodes: [node.name], family, port, transport, services: [], causes };
  const sources = sessions.map(({ remote }) => hostPrefix(remote)).sort(compareText);
  return [
    { kind: "bind", ...where, address: "*", by: "bird" },
    { kind: "admit", ...where, address: first.local, sources, except: [], public: false, why },
  ];
}
