import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node, Service } from "../../src/contract/fleet.ts";
import { byAddresses } from "../../src/fleet/by-addresses.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { numberOf } from "../../src/fleet/number-of.ts";
import { oncePer } from "../../src/fleet/once-per.ts";
import { oncePerList } from "../../src/fleet/once-per-list.ts";
import { needsPeers } from "./backend/persistence.ts";
import { findSharedChecks, type SharedCheck } from "./backend/shared-checks.ts";
import { type ServiceBackend, usedBackends } from "./backend/used-backends.ts";
import { balancers, type FrontendSection, groupFrontends } from "./frontend/frontend-sections.ts";
import { answersAcme } from "./frontend/http-frontend.ts";
import { type Sizes, sizesOf } from "./process/sizing.ts";

/** What load balancers with the same services have in common; almost always all of them. */
export interface Carriers {
  /** Sorted by name. */
  readonly nodes: readonly Node[];
  /** Sorted by name. */
  readonly services: readonly Service[];
  readonly frontends: readonly FrontendSection[];
  readonly backends: readonly ServiceBackend[];
  readonly sharedChecks: readonly SharedCheck[];
  readonly sizes: Sizes;
  /** Whether ACME challenges are passed on. */
  readonly acme: boolean;
}

/** All decisions: which load balancers carry what. All output and all claims follow from it. */
export interface Model {
  readonly fleet: Fleet;
  /** Every load balancer that is not planned, sorted by name, in exactly one group. */
  readonly carriers: readonly Carriers[];
  /** Load balancers that share tables with a node, including itself; absent if it needs none. */
  readonly peers: ReadonlyMap<Node, readonly Node[]>;
}

/** Services that HAProxy balances, sorted by name. */
export function balancedServices(fleet: Fleet): Service[] {
  return [...fleet.services.values()]
    .filter((service) => service.balance.by === "haproxy" && isEmitted(service))
    .sort((a, b) => compareText(a.name, b.name));
}

/** Which load balancers carry which services, and what they share. */
export function buildModel(fleet: Fleet): Model {
  const byNode = new Map<Node, Service[]>();
  for (const node of [...fleet.nodes.values()].sort((a, b) => compareText(a.name, b.name))) {
    if (node.roles.has("load-balancer") && node.state !== "planned") byNode.set(node, []);
  }
  for (const service of balancedServices(fleet)) {
    for (const node of balancersOf(service)) byNode.get(node)?.push(service);
  }
  const groups = new Map<string, { nodes: Node[]; services: readonly Service[] }>();
  for (const [node, services] of byNode) {
    const key = keyOf(services);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { nodes: [node], services });
    else group.nodes.push(node);
  }
  return {
    fleet,
    carriers: [...groups.values()].map(({ nodes, services }) => {
      const frontends = sectionsOf(services);
      const backends = services.flatMap(usedBackends);
      let sharedChecks: readonly SharedCheck[] | undefined;
      return {
        nodes,
        services,
        frontends,
        backends,
        // Findings do without.
        get sharedChecks() {
          sharedChecks ??= findSharedChecks(backends);
          return sharedChecks;
        },
        sizes: sizesOf(frontends, fleet.spec.haproxy?.maxconn),
        acme: frontends.some((section) => answersAcme(section, fleet)),
      };
    }),
    peers: findPeers(byNode),
  };
}

const balancersOf = oncePer(balancers);

/** The same for the same services. */
const keyOf = oncePerList((services: readonly Service[]) => services.map(numberOf).join());

/** Sections of services at the same addresses: what a VIP has does not depend on others. */
const sectionsAt = oncePerList(groupFrontends);

function sectionsOf(services: readonly Service[]): FrontendSection[] {
  return byAddresses(services)
    .flatMap(sectionsAt)
    .sort((a, b) => compareText(a.name, b.name));
}

/** Nodes share tables if they balance a service that needs one. */
function findPeers(byNode: ReadonlyMap<Node, readonly Service[]>): Map<Node, readonly Node[]> {
  const peers = new Map<Node, readonly Node[]>();
  for (const [node, services] of byNode) {
    const sharing = nodesWithTables(services).filter((other) => byNode.has(other));
    if (sharing.length > 0) peers.set(node, sharing);
  }
  return peers;
}

/** Nodes that balance those of the services that need tables, sorted by name. */
const nodesWithTables = oncePerList((services: readonly Service[]): readonly Node[] => {
  const nodes = new Set(services.filter(needsTables).flatMap(balancersOf));
  return [...nodes].sort((a, b) => compareText(a.name, b.name));
});

const needsTables = oncePer((service: Service) => usedBackends(service).some(({ backend }) => needsPeers(backend)));
