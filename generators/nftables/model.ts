import type { Admit } from "../../src/contract/claim.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../src/contract/fleet.ts";
import type { Span } from "../../src/contract/source.ts";
import { type Policy, type PolicyOf, policies } from "./policy.ts";
import { quotePort, quotePrefix, quoteTransport } from "./quote.ts";

/** Where something is admitted: an element of a map, and the policy that it leads to. */
export interface Destination {
  /** `192.0.2.10 . tcp . 443`, or `tcp . 22` at any address of the node's own. */
  readonly element: string;
  readonly policy: Policy;
  /** What it belongs to. */
  readonly why: readonly string[];
  readonly services: readonly string[];
  readonly causes: readonly Span[];
}

/** What is admitted at VIPs, in one family. Load balancers of a group have the same object. */
export interface ServiceRules {
  readonly destinations: readonly Destination[];
  /** All VIPs on the node: they admit nothing else. */
  readonly vips: readonly string[];
  /** UDP ports at VIPs, `192.0.2.53 . 53`, and their addresses: conntrack does not track them. */
  readonly untracked: readonly string[];
  readonly untrackedVips: readonly string[];
  /** Policies and services of the destinations. */
  readonly policies: readonly Policy[];
  readonly services: readonly string[];
}

/** What is admitted, in one family. Each list is sorted. */
export interface FamilyRules {
  readonly family: Family;
  readonly services: ServiceRules;
  /** At one of the node's own addresses. */
  readonly own: readonly Destination[];
  /** At any of the node's own addresses. Nodes with the same ports have the same array. */
  readonly ports: readonly Destination[];
}

export interface Ruleset {
  readonly node: Node;
  readonly rules: readonly FamilyRules[];
}

/** Claims with the same nodes: what many nodes have in common is computed once. */
interface Share {
  readonly id: number;
  /** At VIPs. */
  readonly services: Admit[];
  /** At one of the nodes' own addresses. */
  readonly own: Admit[];
  /** At any of them. */
  readonly ports: Admit[];
  readonly vips: Map<string, Family>;
}

/** The rulesets of the nodes, from all claims. Lists and policies that are equal are the same objects. */
export function modelRulesets(fleet: Fleet, nodes: readonly Node[], claims: Claims): Ruleset[] {
  const sharesOf = divide(fleet, claims);
  const policyOf = policies(fleet);
  const atServices = new Map<string, ServiceRules>();
  const atPorts = new Map<string, readonly Destination[]>();

  return nodes.map((node) => {
    const shares = sharesOf.get(node.name) ?? [];
    return { node, rules: FAMILIES.map((family) => familyRules(family, shares)) };
  });

  function familyRules(family: Family, shares: readonly Share[]): FamilyRules {
    const own = shares.flatMap((share) => share.own).filter((admit) => admit.family === family);
    return {
      family,
      services: serviceRules(family, shares),
      own: destinations(family, own, policyOf),
      ports: portRules(family, shares),
    };
  }

  function portRules(family: Family, shares: readonly Share[]): readonly Destination[] {
    const having = shares.filter((share) => share.ports.length > 0);
    const key = `${family} ${having.map((share) => share.id).join(" ")}`;
    const before = atPorts.get(key);
    if (before !== undefined) return before;
    const admits = having.flatMap((share) => share.ports).filter((admit) => admit.family === family);
    const made = destinations(family, admits, policyOf);
    atPorts.set(key, made);
    return made;
  }

  function serviceRules(family: Family, shares: readonly Share[]): ServiceRules {
    const having = shares.filter((share) => share.vips.size > 0);
    const key = `${family} ${having.map((share) => share.id).join(" ")}`;
    const before = atServices.get(key);
    if (before !== undefined) return before;
    const admits = having.flatMap((share) => share.services).filter((admit) => admit.family === family);
    const vips = having.flatMap((share) => [...share.vips]).filter(([, of]) => of === family);
    const found = destinations(family, admits, policyOf);
    const datagrams = admits.filter(({ transport, sources }) => transport === "udp" && sources.length > 0);
    const made = {
      destinations: found,
      policies: policiesOf(found),
      services: servicesOf(found),
      untracked: unique(datagrams.map((admit) => `${quotePrefix(family, admit.address)} . ${quotePort(admit.port)}`)),
      untrackedVips: unique(datagrams.map((admit) => quotePrefix(family, admit.address))),
      vips: unique(vips.map(([address]) => quotePrefix(family, address))),
    };
    atServices.set(key, made);
    return made;
  }
}

/** Sorted; each once. */
function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}

/** The shares of each node. */
function divide(fleet: Fleet, claims: Claims): Map<string, Share[]> {
  const own = new Set(
    [...fleet.nodes.values()].flatMap((node) => FAMILIES.flatMap((family) => node.addresses[family]?.address ?? [])),
  );
  const byNodes = new Map<string, Share>();
  const byNode = new Map<string, Share[]>();
  for (const claim of [...claims.admits, ...claims.binds]) {
    const share = shareOf(claim.nodes);
    if (claim.address !== "*" && !own.has(claim.address)) {
      share.vips.set(claim.address, claim.family);
      if (claim.kind === "admit") share.services.push(claim);
    } else if (claim.kind === "admit") (claim.address === "*" ? share.ports : share.own).push(claim);
  }
  return byNode;

  function shareOf(nodes: readonly string[]): Share {
    const key = nodes.join(" ");
    const before = byNodes.get(key);
    if (before !== undefined) return before;
    const share: Share = { id: byNodes.size, services: [], own: [], ports: [], vips: new Map() };
    byNodes.set(key, share);
    for (const node of nodes) {
      const shares = byNode.get(node);
      if (shares === undefined) byNode.set(node, [share]);
      else shares.push(share);
    }
    return share;
  }
}

/** What is admitted at each place. Places that admit nobody are left out: without an element there is no way in. */
function destinations(family: Family, admits: readonly Admit[], policyOf: PolicyOf): Destination[] {
  const byElement = new Map<string, Admit[]>();
  for (const admit of admits) {
    if (admit.sources.length === 0) continue;
    const at = element(family, admit);
    const there = byElement.get(at);
    if (there === undefined) byElement.set(at, [admit]);
    else there.push(admit);
  }
  return [...byElement]
    .sort(([, [a]], [, [b]]) => (a === undefined || b === undefined ? 0 : comparePlace(a, b)))
    .map(([at, there]) => ({
      element: at,
      policy: policyOf(family, there),
      why: [...new Set(there.map((admit) => admit.why))].sort(compareText),
      services: [...new Set(there.flatMap((admit) => admit.services))],
      causes: [...new Set(there.flatMap((admit) => admit.causes))],
    }));
}

function comparePlace(a: Admit, b: Admit): number {
  return compareText(a.address, b.address) || a.port - b.port || compareText(a.transport, b.transport);
}

function element(family: Family, admit: Admit): string {
  const place = `${quoteTransport(admit.transport)} . ${quotePort(admit.port)}`;
  return admit.address === "*" ? place : `${quotePrefix(family, admit.address)} . ${place}`;
}

export function policiesOf(destinations: readonly Destination[]): Policy[] {
  return [...new Set(destinations.map((destination) => destination.policy))];
}

/** Names of the services that the destinations admit. */
export function servicesOf(destinations: readonly Destination[]): string[] {
  return [...new Set(destinations.flatMap((destination) => destination.services))];
}
