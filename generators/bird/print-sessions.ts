import { type Block, block } from "../../src/contract/block.ts";
import type { Family } from "../../src/contract/fleet.ts";
import { birdName } from "../../src/fleet/announce/session-name.ts";
import { type BgpSession, isPlainRouter, isReflector } from "../../src/fleet/announce/sessions.ts";
import type { HostRoute } from "./host-routes.ts";
import type { Model, Speaker } from "./model.ts";
import { network, symbol } from "./quote.ts";
import { CHANNELS, setPrinter } from "./sets.ts";

/** A peer's relation to a node: the template of its sessions. */
export type Relation = "REFLECTOR" | "CLIENT" | "ROUTER";

/**
 * Routes that a peer may send beyond what is expected, before filters apply: more is a leak, and ends the session. A
 * reconfigured BIRD compares its new limit with what it received before: there is room for peers that learn of a change
 * of the catalog later or earlier than this node.
 */
const ROOM = 100_000;

export interface SessionPrinter {
  /** Host routes of a reflector's clients, as sets. */
  readonly clientSets: (speaker: Speaker) => Block[];
  readonly sessions: (speaker: Speaker) => Block[];
}

export function relationOf({ node, peer }: BgpSession): Relation {
  if (isReflector(peer)) return "REFLECTOR";
  if (!isReflector(node)) throw new Error(`${node.name} and ${peer.name} have no session`);
  return isPlainRouter(peer) ? "ROUTER" : "CLIENT";
}

export function sessionPrinter({ speakers }: Model): SessionPrinter {
  const print = setPrinter();
  const setNames = nameSets([...speakers.values()]);
  return {
    clientSets: ({ node, sessions }) => {
      if (!isReflector(node)) return [];
      const sets = new Set(sessions.map(({ peer, family }) => setOf(peer, family)));
      return [...sets].flatMap((routes) => (routes === undefined ? [] : print(setNames.get(routes) ?? "", routes)));
    },
    sessions: (speaker) => speaker.sessions.map((session) => printSession(session, speaker)),
  };

  /** Routes imported from the peer; undefined if none are. */
  function setOf(peer: BgpSession["peer"], family: Family): readonly HostRoute[] | undefined {
    const routes = isReflector(peer) ? [] : (speakers.get(peer)?.announced[family] ?? []);
    return routes.length === 0 ? undefined : routes;
  }

  function printSession(session: BgpSession, speaker: Speaker): Block {
    const { node, peer, family, local, remote, name } = session;
    const relation = relationOf(session);
    const { channel } = CHANNELS[family];
    const lines = [
      "",
      `protocol bgp ${symbol(name)} from ${relation} {`,
      `  source address ${network(local)};`,
      `  neighbor ${network(remote)} internal;`,
      `  ${channel} {`,
      ...[...importLines(session), ...exportLines(session, speaker)].map((line) => `    ${line}`),
      "  };",
      "}",
    ];
    return block(`protocol bgp ${name}`, lines, [node.tree, peer.tree]);
  }

  function importLines({ node, peer, family }: BgpSession): string[] {
    const { digit } = CHANNELS[family];
    const inside = `net ~ ANNOUNCE${digit}`;
    if (!isReflector(node)) {
      // A reflector sends nothing to announcers; routers accept what it has checked.
      return node.roles.has("router")
        ? [`import where ${inside};`, "add paths rx;", "gateway recursive;"]
        : ["import none;"];
    }
    if (isReflector(peer)) {
      return ["import keep filtered;", `import where ${inside};`, limitTo(pathsOf(family))];
    }
    const routes = setOf(peer, family);
    if (routes === undefined) return ["import none;"];
    return [
      "import keep filtered;",
      `import where ${inside} && net ~ ${setNames.get(routes) ?? ""};`,
      limitTo(routes.length),
    ];
  }

  /** A reflector gets each path once from each client of the other reflector. */
  function pathsOf(family: Family): number {
    return [...speakers.values()].reduce((sum, { announced }) => sum + announced[family].length, 0);
  }
}

function limitTo(expected: number): string {
  return `receive limit ${expected + ROOM} action restart;`;
}

/** Nothing is exported unless a filter says what. */
function exportLines({ node, peer, family }: BgpSession, { announced }: Speaker): string[] {
  const { digit } = CHANNELS[family];
  const all = `export filter EXPORT${digit};`;
  if (!isReflector(node)) return announced[family].length === 0 ? [] : [all, "next hop self;"];
  if (isReflector(peer)) return [all, "add paths on;"];
  // Routers get every path, so they can share traffic between them and fall back at once.
  return peer.roles.has("router") ? [all, "add paths tx;"] : [];
}

/** Names of the sets, after the first of the clients that have the same routes. */
function nameSets(speakers: readonly Speaker[]): Map<readonly HostRoute[], string> {
  const names = new Map<readonly HostRoute[], string>();
  for (const { node, announced } of speakers) {
    for (const family of ["ipv4", "ipv6"] as const) {
      const routes = announced[family];
      if (routes.length === 0 || isReflector(node) || names.has(routes)) continue;
      names.set(routes, symbol(birdName("routes:", node.name, family)));
    }
  }
  return names;
}
