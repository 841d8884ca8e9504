/** A BGP route that BIRD knows: prefix and the next hop as its announcer told it. */
export interface BgpRoute {
  readonly prefix: string;
  readonly nextHop: string;
}

/** Asks for all BGP routes. */
export const SHOW_BGP_ROUTES: readonly string[] = ["birdc", "-r", "show", "route", "where", "source = RTS_BGP", "all"];

/** Routes in the answer of `birdc show route all`, each once, sorted. */
export function readRoutes(answer: string): BgpRoute[] {
  const found = new Map<string, BgpRoute>();
  let prefix = "";
  for (const line of answer.split("\n")) {
    // Further routes to the same prefix begin with spaces.
    prefix = /^(?<prefix>[\da-f.:]+\/\d+) /.exec(line)?.groups?.["prefix"] ?? prefix;
    // Of two addresses the second is local to the link.
    const nextHop = /^\s+BGP\.next_hop: (?<hop>\S+)/.exec(line)?.groups?.["hop"];
    if (nextHop !== undefined) found.set(`${prefix} ${nextHop}`, { prefix, nextHop });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

/** Sessions in the answer of `birdc show protocols`, and whether each is up. */
export function readSessions(answer: string): Map<string, boolean> {
  const sessions = new Map<string, boolean>();
  for (const line of answer.split("\n")) {
    const [name = "", kind, , state, , ...info] = line.trim().split(/\s+/);
    if (kind === "BGP") sessions.set(name, state === "up" && info.join(" ").startsWith("Established"));
  }
  return sessions;
}
