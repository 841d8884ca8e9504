import type { Family } from "../../contract/fleet.ts";
import type { SaidSession } from "../../contract/said.ts";
import { sessionName } from "../../fleet/announce/session-name.ts";
import { type BgpSession, isAnnouncer, isReflector } from "../../fleet/announce/sessions.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch } from "./mismatch.ts";

type Announce = LabInput["claims"]["announces"][number];

/**
 * Each reflector accepts from each node exactly the VIPs that it announces, and passes all paths to them on to routers and other
 * reflectors. As long as one reflector does, no router notices that another does not.
 */
export function compareReflected(
  heard: HeardNode,
  all: readonly HeardNode[],
  promised: readonly BgpSession[],
  { claims }: Pick<LabInput, "claims">,
): Mismatch[] {
  const said = saidOf(heard, "session");
  if (said === undefined) return [];
  // What a node does not announce is a difference of its own.
  const really = claims.announces.map((claim) => ({
    ...claim,
    nodes: claim.nodes.filter((node) => node !== heard.node && announcesIt(node, claim.prefix, all)),
  }));
  return promised
    .filter(({ node }) => isReflector(node))
    .flatMap(({ name, peer, family }): Mismatch[] => {
      const session = said.find((each) => each.name === name);
      if (session?.isUp !== true) return [];
      const here = really.filter(({ prefix }) => familyOf(prefix) === family);
      const of = (isMeant: (node: string, prefix: string) => boolean) =>
        here
          .map((claim) => ({ ...claim, nodes: claim.nodes.filter((node) => isMeant(node, claim.prefix)) }))
          .filter(({ nodes }) => nodes.length > 0);
      const others = of((node) => node !== peer.name);
      const own = of((node) => node === peer.name);
      // What it does not accept, or what another reflector does not pass on, is a difference of its own.
      const accepted = (node: string, prefix: string) =>
        said.find((each) => each.name === sessionName(node, family))?.accepted.has(prefix) === true;
      const known = of((node, prefix) => node !== peer.name && accepted(node, prefix));
      const back = saidOfNode(peer.name, all).find((each) => each.name === sessionName(heard.node, family));
      const told = others.filter(({ prefix, nodes }) => (back?.passedOn.get(prefix) ?? 0) >= nodes.length);
      const about = (asked: string) => ({ node: heard.node, asked: `routes that it ${asked} ${peer.name}` });
      const passesOn = isReflector(peer) || peer.roles.has("router");
      const lost = own.filter(({ prefix }) => session.lost.includes(prefix));
      return [
        ...lost.map(({ prefix, services, causes }) => ({
          ...{ ...about("accepts from"), services, wanted: `${prefix} with a next hop that it can reach` },
          ...{ seen: "it knows no way there", ...firstCause(causes) },
        })),
        ...compareRoutes(session.accepted, about("accepts from"), isReflector(peer) ? [told, others] : [own, own]),
        ...(isAnnouncer(peer) && isReflector(peer)
          ? []
          : compareRoutes(session.passedOn, about("passes on to"), passesOn ? [known, others] : [[], []])),
      ];
    });
}

function compareRoutes(
  seen: ReadonlyMap<string, number>,
  common: Pick<Mismatch, "node" | "asked">,
  [due, possible]: readonly [due: readonly Announce[], possible: readonly Announce[]],
): Mismatch[] {
  const fewer = due.flatMap(({ prefix, nodes, services, causes }) => {
    const paths = seen.get(prefix) ?? 0;
    const text = paths === 0 ? "it does not" : `only ${paths} of ${nodes.length} paths`;
    return paths >= nodes.length ? [] : [{ ...common, services, wanted: prefix, seen: text, ...firstCause(causes) }];
  });
  const extra = [...seen.keys()].filter((prefix) => !possible.some((each) => each.prefix === prefix));
  return [...fewer, ...extra.map((prefix) => ({ ...common, services: [], wanted: `not ${prefix}`, seen: "it does" }))];
}

function saidOfNode(node: string, all: readonly HeardNode[]): SaidSession[] {
  const heard = all.find((each) => each.node === node);
  return (heard === undefined ? undefined : saidOf(heard, "session")) ?? [];
}

function announcesIt(node: string, prefix: string, all: readonly HeardNode[]): boolean {
  const heard = all.find((each) => each.node === node);
  const said = heard === undefined ? undefined : saidOf(heard, "announce");
  return said?.some((each) => each.prefix === prefix) === true;
}

function familyOf(prefix: string): Family {
  return prefix.includes(":") ? "ipv6" : "ipv4";
}
