import type { Admit, Bind, Check, Serve } from "../../../src/contract/claim.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import { FAMILIES, type Fleet, type Node } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { acmeServers } from "../backend/acme.ts";
import { type ServiceBackend, usedBackends } from "../backend/used-backends.ts";
import { balancers } from "../frontend/frontend-sections.ts";
import { balancedServices, type Model } from "../model.ts";
import { PEERS_PORT, peerAddress } from "../process/peers.ts";
import { STATISTICS_PORT, statisticsSources } from "../process/statistics.ts";
import { admitAtMembers, checkMembers } from "./claim-backends.ts";
import { claimFrontend } from "./claim-frontends.ts";

/** What HAProxy will bind, admit and serve, on load balancers and at members. */
export function claimAll(model: Model): (Admit | Bind | Serve)[] {
  const { fleet } = model;
  return [
    ...model.carriers.flatMap((carriers) =>
      carriers.frontends.flatMap((section) => claimFrontend(section, carriers.nodes, fleet)),
    ),
    ...balancedBackends(fleet).flatMap(({ backend, nodes, sources }) => admitAtMembers(backend, nodes, sources, fleet)),
    ...claimStatistics(model),
    ...claimPeers(model),
    ...claimAcme(model),
  ];
}

/** How HAProxy checks members. */
export function claimChecks({ fleet }: Model): Check[] {
  return balancedBackends(fleet).flatMap(({ backend, nodes }) => checkMembers(backend, nodes, fleet));
}

interface BalancedBackend {
  readonly backend: ServiceBackend;
  /** Load balancers, and their addresses as prefixes. */
  readonly nodes: readonly Node[];
  readonly sources: readonly string[];
}

function balancedBackends(fleet: Fleet): BalancedBackend[] {
  return balancedServices(fleet).flatMap((service) => {
    const nodes = balancers(service).filter((node) => node.roles.has("load-balancer"));
    const sources = hostPrefixes(nodes, fleet);
    return sources.length === 0 ? [] : usedBackends(service).map((backend) => ({ backend, nodes, sources }));
  });
}

function claimStatistics({ carriers, fleet }: Model): (Admit | Bind)[] {
  const sources = statisticsSources(fleet);
  const nodes = carriers.flatMap((group) => group.nodes);
  return nodes.flatMap((node) =>
    FAMILIES.flatMap((family): (Admit | Bind)[] => {
      const address = node.addresses[family]?.address;
      if (address === undefined) return [];
      const where = { nodes: [node.name], address, family, port: STATISTICS_PORT, transport: "tcp" } as const;
      const causes = [at(fleet, "management")];
      const bind: Bind = { kind: "bind", ...where, by: "haproxy", services: [], causes };
      if (sources[family].length === 0) return [bind];
      const why = "HAProxy's statistics";
      return [bind, between(where, sources[family], why, causes)];
    }),
  );
}

function claimPeers({ peers, fleet }: Model): (Admit | Bind)[] {
  return [...peers].flatMap(([node, sharing]): (Admit | Bind)[] => {
    const address = peerAddress(node, fleet);
    if (address === undefined) return [];
    const family = fleet.memberFamily;
    const where = { nodes: [node.name], address, family, port: PEERS_PORT, transport: "tcp" } as const;
    const bind: Bind = { kind: "bind", ...where, by: "haproxy", services: [], causes: [node.tree] };
    const others = hostPrefixes(
      sharing.filter((other) => other !== node),
      fleet,
    );
    return others.length === 0 ? [bind] : [bind, between(where, others, "HAProxy's peers", [node.tree])];
  });
}

function claimAcme({ carriers, fleet }: Model): Admit[] {
  const sources = hostPrefixes(
    carriers.filter((group) => group.acme).flatMap((group) => group.nodes),
    fleet,
  );
  if (sources.length === 0) return [];
  return acmeServers(fleet).map(({ node, address, port }) => {
    const where = { nodes: [node.name], address, family: fleet.memberFamily, port, transport: "tcp" } as const;
    return between(where, sources, "ACME challenges", [at(fleet, "acme")]);
  });
}

/** Between our own machines. */
function between(
  where: Pick<Admit, "nodes" | "address" | "family" | "port" | "transport">,
  sources: readonly string[],
  why: string,
  causes: Admit["causes"],
): Admit {
  return { kind: "admit", ...where, sources, except: [], public: false, why, services: [], causes };
}

/** Addresses of nodes as prefixes, in the family used to reach members, sorted. */
function hostPrefixes(nodes: readonly Node[], fleet: Fleet): string[] {
  const bits = fleet.memberFamily === "ipv4" ? 32 : 128;
  return nodes
    .flatMap((node) => node.addresses[fleet.memberFamily]?.address ?? [])
    .map((address) => `${address}/${bits}`)
    .sort(compareText);
}
