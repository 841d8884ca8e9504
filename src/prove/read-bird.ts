/** A BGP route in BIRD: prefix, with the next hop and the local preference of its announcer. */
export interface BgpRoute {
  readonly prefix: string;
  readonly nextHop: string;
  readonly preference: number;
}

/** The same with the path to its next hop. */
export interface BgpPath extends BgpRoute {
  /** Metric of the next hop: 0 for a neighbour, infinite if unknown to BIRD. */
  readonly distance: number;
  /** Neighbours that forward packets there. */
  readonly gateways: readonly string[];
}

/** Command that prints all BGP routes. */
export const SHOW_BGP_ROUTES: readonly string[] = ["birdc", "-r", "show", "route", "where", "source = RTS_BGP", "all"];

/** `192.0.2.10/32  unicast [rr1-v4 10:20:47.659 from 10.1.1.1] * (100/?) [i]`; further routes to a prefix start with spaces. */
const HEAD =
  /^(?<prefix>[\da-f.:]+\/\d+)?\s+\w+ \[[^\]]*\](?: \*)?(?: [A-Z])*(?: \(\d+[-s]*(?:\/(?<distance>\d+|[?-]))?\))?/;
/** BIRD 2 prints `BGP.next_hop:`, BIRD 3 `bgp_next_hop:`. Of two addresses, the second is link-local. */
const NEXT_HOP = /^\s+(?:BGP\.|bgp_)next_hop: (?<hop>\S+)/m;
const PREFERENCE = /^\s+(?:BGP\.|bgp_)local_pref: (?<preference>\d+)/m;
const GATEWAY = /^\s+via (?<gateway>\S+) on /gm;

/** Routes in the output of `birdc show route all`, sorted, without duplicates. */
export function readRoutes(answer: string): BgpRoute[] {
  const found = readPaths(answer).map(({ prefix, nextHop, preference }): [string, BgpRoute] => [
    `${prefix} ${nextHop} ${preference}`,
    { prefix, nextHop, preference },
  ]);
  return [...new Map(found)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

/** All routes in the output of `birdc show route all`, in its order. Within an AS, each has a next hop and a preference. */
export function readPaths(answer: string): BgpPath[] {
  let prefix = "";
  const paths: BgpPath[] = [];
  for (const part of answer.split(/^(?=\S*\s+\w+ \[)/m)) {
    const head = HEAD.exec(part)?.groups;
    prefix = head?.["prefix"] ?? prefix;
    const nextHop = NEXT_HOP.exec(part)?.groups?.["hop"];
    const preference = PREFERENCE.exec(part)?.groups?.["preference"];
    if (nextHop === undefined || preference === undefined) continue;
    const distance = Number(head?.["distance"] ?? 0);
    const gateways = [...part.matchAll(GATEWAY)].map(({ groups }) => groups?.["gateway"] ?? "");
    paths.push({
      prefix,
      nextHop,
      preference: Number(preference),
      distance: Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance,
      gateways,
    });
  }
  return paths;
}

/** Command that prints all sessions. */
export const SHOW_PROTOCOLS: readonly string[] = ["birdc", "-r", "show", "protocols"];

/** Sessions in the output of `birdc show protocols`, and whether each is up. */
export function readSessions(answer: string): Map<string, boolean> {
  const sessions = new Map<string, boolean>();
  for (const line of answer.split("\n")) {
    const [name = "", kind, , state, , ...info] = line.trim().split(/\s+/);
    if (kind === "BGP") sessions.set(name, state === "up" && info.join(" ").startsWith("Established"));
  }
  return sessions;
}

/** Command that prints the BGP routes that filters refused, where they are kept. */
export const SHOW_REFUSED_ROUTES: readonly string[] = ["birdc", "-r", "show", "route", "filtered", "all"];
