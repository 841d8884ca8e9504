/** A BGP route that BIRD knows: prefix, and the next hop and the local preference as its announcer told them. */
export interface BgpRoute {
  readonly prefix: string;
  readonly nextHop: string;
  readonly preference: number;
}

/** Asks for all BGP routes. */
export const SHOW_BGP_ROUTES: readonly string[] = ["birdc", "-r", "show", "route", "where", "source = RTS_BGP", "all"];

/** Routes in the answer of `birdc show route all`, each once, sorted. */
export function readRoutes(answer: string): BgpRoute[] {
  const found = new Map<string, BgpRoute>();
  let [prefix, nextHop] = ["", ""];
  for (const line of answer.split("\n")) {
    // Further routes to the same prefix begin with spaces.
    prefix = /^(?<prefix>[\da-f.:]+\/\d+) /.exec(line)?.groups?.["prefix"] ?? prefix;
    // Of two addresses the second is local to the link.
    nextHop = /^\s+BGP\.next_hop: (?<hop>\S+)/.exec(line)?.groups?.["hop"] ?? nextHop;
    // Attributes come in the order of their numbers (RFC 4271, 5.1), so that the next hop is this route's; within an AS each has one.
    const preference = /^\s+BGP\.local_pref: (?<preference>\d+)/.exec(line)?.groups?.["preference"];
    if (preference === undefined) continue;
    const route = { prefix, nextHop, preference: Number(preference) };
    found.set(`${prefix} ${nextHop} ${preference}`, route);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

/** Asks for all sessions. */
export const SHOW_PROTOCOLS: readonly string[] = ["birdc", "-r", "show", "protocols"];

/** Sessions in the answer of `birdc show protocols`, and whether each is up. */
export function readSessions(answer: string): Map<string, boolean> {
  const sessions = new Map<string, boolean>();
  for (const line of answer.split("\n")) {
    const [name = "", kind, , state, , ...info] = line.trim().split(/\s+/);
    if (kind === "BGP") sessions.set(name, state === "up" && info.join(" ").startsWith("Established"));
  }
  return sessions;
}
