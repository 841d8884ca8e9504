import { compareText } from "../../contract/compare-text.ts";
import type { Fleet, Node, Service } from "../../contract/fleet.ts";
import type { SaidNodeWatch } from "../../contract/said.ts";
import { type BgpSession, sessionsOf } from "../../fleet/announce/sessions.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { reachedBackends } from "../../fleet/reached-backends.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, hasTeller } from "./ask-daemons.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** What monitoring watches on a node, and who is told. */
export interface PromisedWatch extends Pick<SaidNodeWatch, "part" | "mails" | "pagers"> {
  readonly node: Node;
  /** The other end of a session. */
  readonly peer?: string;
  /** The same at another node, which is as good. */
  readonly or?: PromisedWatch;
}

/** Each node that exists, its agent, its load balancer, and each BGP session at one of its ends. */
export function promisedWatches(heard: HeardNode, all: readonly HeardNode[], input: Input): PromisedWatch[] {
  const { fleet, claims } = input;
  const told = receivers(fleet);
  const watching = namesOf(claims.binds.filter(({ by }) => heard.daemons.get(by)?.tells.includes("node-watch")));
  const balancing = namesOf(claims.serves.filter(({ targets }) => targets !== undefined));
  const routing = new Set(all.filter((each) => hasTeller(each, "session")).map(({ node }) => node));
  const nodes = [...fleet.nodes.values()].filter(({ state }) => state !== "planned");
  return [
    ...nodes.flatMap((node): PromisedWatch[] => {
      const { mails, pagers } = told(node);
      const isWatching = watching.has(node.name);
      return [
        { node, part: "node", mails, pagers },
        ...(isWatching && !node.roles.has("monitoring") ? [{ node, part: "agent", mails, pagers: [] } as const] : []),
        ...(isWatching && balancing.has(node.name) ? [{ node, part: "load balancer", mails, pagers } as const] : []),
      ];
    }),
    ...promisedSessions(fleet, (node) => watching.has(node.name) && routing.has(node.name), told),
  ];
}

function namesOf(claims: readonly { readonly nodes: readonly string[] }[]): Set<string> {
  return new Set(claims.flatMap(({ nodes }) => nodes));
}

/** @param isAble whether the daemons of monitoring and routing there are both ours */
function promisedSessions(fleet: Fleet, isAble: (node: Node) => boolean, told: (node: Node) => Told): PromisedWatch[] {
  const ends = new Map<string, BgpSession[]>();
  for (const session of [...sessionsOf(fleet).values()].flat()) {
    const key = [session.family, ...[session.node.name, session.peer.name].sort(compareText)].join(" ");
    ends.set(key, [...(ends.get(key) ?? []), session]);
  }
  return [...ends.values()].flatMap((both) => {
    const [first, or] = both
      .filter(({ node }) => isAble(node))
      .map(({ node, peer, name }): PromisedWatch => {
        const { mails, pagers } = peer.state === "offline" ? NOBODY : told(node);
        return { node, part: `session ${name}`, peer: peer.name, mails, pagers };
      });
    if (first === undefined) return [];
    return [or === undefined ? first : { ...first, or }];
  });
}

interface Told {
  readonly mails: readonly string[];
  readonly pagers: readonly string[];
}

const NOBODY: Told = { mails: [], pagers: [] };

/**
 * Operators are told about nodes, or else the owners of their services. What everything depends on, such as a route reflector, has
 * no owner: then all owners get a mail. Nobody is paged about a node that is being drained.
 */
function receivers(fleet: Fleet): (node: Node) => Told {
  // Its place in the language is that of the daemon; any monitoring would have it.
  const operators = fleet.teams.get(fleet.spec.icinga2?.operators ?? "");
  const everybody = [...fleet.services.values()].filter(isEmitted);
  const byNode = new Map<Node, Service[]>();
  for (const service of everybody)
    for (const node of nodesOf(service)) byNode.set(node, [...(byNode.get(node) ?? []), service]);
  return (node) => {
    if (node.state === "offline") return NOBODY;
    const own = byNode.get(node) ?? [];
    const pagers = operators === undefined ? own.flatMap(pagerOf) : [operators.pager ?? []].flat();
    return {
      mails: operators === undefined ? (byNode.has(node) ? own : everybody).flatMap(mailOf) : [operators.email],
      pagers: node.state === "draining" ? [] : pagers,
    };
  };
}

function nodesOf(service: Service): Set<Node> {
  const members = reachedBackends(service).flatMap((backend) => backend.members.map(({ node }) => node));
  return new Set([...service.balance.nodes, ...members]);
}

function mailOf({ owner, state }: Service): string[] {
  return owner === undefined || state !== "production" ? [] : [owner.email];
}

function pagerOf({ owner, state, monitoring }: Service): string[] {
  return owner?.pager === undefined || state !== "production" || !monitoring.page ? [] : [owner.pager];
}
