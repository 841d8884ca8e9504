import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Node } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { SaidNodeWatch, SaidWatch } from "../../contract/said.ts";
import type { Span } from "../../contract/source.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { listText, type Mismatch } from "./mismatch.ts";
import { type PromisedWatch, promisedWatches } from "./promised-watches.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/**
 * Monitoring watches each node that exists, its agent, its load balancer, and each BGP session at one of its ends. Operators are
 * told, or else the owners of the node's services.
 */
export function compareNodeWatches(heard: HeardNode, all: readonly HeardNode[], input: Input): Mismatch[] {
  const said = saidOf(heard, "node-watch");
  if (said === undefined || !input.fleet.nodes.get(heard.node)?.roles.has("monitoring")) return [];
  const byName = new Map(said.map((each) => [`${each.node} ${each.part}`, each]));
  const find = ({ node, part }: PromisedWatch) => byName.get(`${node.name} ${part}`);
  const found = promisedWatches(heard, all, input).flatMap((first) => {
    const promise = find(first) === undefined && first.or !== undefined && find(first.or) ? first.or : first;
    return compareWatch(promise, find(promise));
  });
  const loud = (saidOf(heard, "watch") ?? []).flatMap((watch) =>
    neededBy(watch, input)
      .filter((needed) => !watch.quietWith.includes(needed))
      .map((needed) => isLoud(`${watch.name} on ${watch.host}`, needed === watch.host ? "the same host" : needed)),
  );
  const strange = said
    .filter(({ part }) => part.startsWith("other "))
    .map(({ node, part }): Difference => {
      const what = `${part.slice("other ".length)} on ${node}`;
      return { question: "service of", what, wanted: ["a service of the catalog"], seen: [] };
    });
  return fold([...found, ...loud, ...strange], heard.node);
}

interface Difference {
  readonly question: string;
  readonly what: string;
  readonly wanted: readonly string[];
  readonly seen: readonly string[];
  readonly cause?: Span;
}

function compareWatch({ node, part, ...wanted }: PromisedWatch, seen: SaidNodeWatch | undefined): Difference[] {
  const common = { what: part === "node" ? node.name : `${part} of ${node.name}`, cause: node.tree };
  if (seen === undefined) return [{ ...common, question: "watches of", wanted: ["one"], seen: [] }];
  const addresses = FAMILIES.flatMap((family) => node.addresses[family]?.address ?? []);
  const isMissing = (host: string | undefined) => host !== undefined && !seen.quietWith.includes(host);
  const differing = [
    { question: "addresses of", wanted: part === "node" ? addresses : seen.addresses, seen: seen.addresses },
    { question: "labels of", wanted: part === "node" ? labelsOf(node) : seen.labels, seen: seen.labels },
    { question: "who gets mail for", wanted: wanted.mails, seen: seen.mails },
    { question: "who is paged for", wanted: wanted.pagers, seen: seen.pagers },
  ]
    .map((each) => ({ ...common, ...each, wanted: sorted(each.wanted), seen: sorted(each.seen) }))
    .filter((each) => each.wanted.join() !== each.seen.join());
  return [
    ...differing,
    ...(part !== "node" && isMissing(node.name) ? [isLoud(common.what, "the same host")] : []),
    ...(isMissing(wanted.peer) ? [isLoud(common.what, "the peer")] : []),
  ];
}

/** What people find a node by. */
function labelsOf({ roles, site, groups, state }: Node): string[] {
  return [
    ...[...roles].map((role) => `role:${role}`),
    ...[`site:${site}`, `state:${state}`],
    ...groups.map((group) => `group:${group}`),
  ];
}

/** What must work for a check of a service to tell anything new: its host, and HAProxy for a VIP that the node looks at itself. */
function neededBy({ service, host, address }: SaidWatch, { fleet }: Input): string[] {
  const { vip, balance } = fleet.services.get(service) ?? {};
  const isOwnVip = fleet.nodes.has(host) && address !== undefined && [vip?.ipv4, vip?.ipv6].includes(address);
  return [host, ...(isOwnVip && balance?.by !== "anycast" ? [`load balancer of ${host}`] : [])];
}

/** Whoever was told about a host that is down need not be told about all that depends on it. */
function isLoud(what: string, host: string): Difference {
  return { question: "what keeps quiet", what, wanted: [`a failure of ${host}`], seen: [] };
}

/** One for everything that differs alike: one wrong team may be told about many nodes. */
function fold(differences: readonly Difference[], node: string): Mismatch[] {
  const alike = new Map<string, Difference[]>();
  for (const each of differences) {
    const key = JSON.stringify([each.question, each.wanted, each.seen]);
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const asked = `${first.question} ${listText(same.map(({ what }) => what))}`;
    const [wanted, seen] = [first.wanted, first.seen].map((list) => (list.length === 0 ? "none" : listText(list)));
    return [{ services: [], node, asked, wanted: wanted ?? "", seen: seen ?? "", ...present({ cause: first.cause }) }];
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}
