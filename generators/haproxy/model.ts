import { compareText } from "../../src/contract/compare-text.ts";
import type { Backend, Fleet, Node, Service } from "../../src/contract/fleet.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { reachedBackends } from "../../src/fleet/reached-backends.ts";
import { needsPeers } from "./backend/persistence.ts";
import { findSharedChecks, type SharedCheck } from "./backend/shared-checks.ts";
import { answersAcme } from "./frontend/http-frontend.ts";
import { balancers, groupListeners, type Listener } from "./frontend/listeners.ts";
import { type Sizes, sizesOf } from "./process/sizing.ts";

/** A backend of a service that a frontend or route leads to. */
export interface Pool {
  readonly service: Service;
  readonly backend: Backend;
}

/** What load balancers with the same services have in common; almost always all of them. */
export interface Carriers {
  /** Sorted by name. */
  readonly nodes: readonly Node[];
  /** Sorted by name. */
  readonly services: readonly Service[];
  readonly listeners: readonly Listener[];
  readonly pools: readonly Pool[];
  readonly sharedChecks: readonly SharedCheck[];
  readonly sizes: Sizes;
  /** Whether ACME's challenges are passed on. */
  readonly acme: boolean;
}

/** All decisions: which load balancers carry what. Everything that is printed and claimed follows from it. */
export interface Model {
  readonly fleet: Fleet;
  /** Every load balancer that is not planned, sorted by name, in exactly one group. */
  readonly carriers: readonly Carriers[];
  /** Load balancers that share tables with a node, itself among them; absent where it needs none. */
  readonly peers: ReadonlyMap<Node, readonly Node[]>;
}

/** Services that HAProxy balances, sorted by name. */
export function balancedServices(fleet: Fleet): Service[] {
  return [...fleet.services.values()]
    .filter((service) => service.balance.by === "haproxy" && isEmitted(service))
    .sort((a, b) => compareText(a.name, b.name));
}

/** Backends of a service that a frontend or route leads to, in the order of their names. */
export function usedPools(service: Service): Pool[] {
  return reachedBackends(service).map((backend) => ({ service, backend }));
}

/** Which load balancers carry which services, and what they share. */
export function buildModel(fleet: Fleet): Model {
  const byNode = new Map<Node, Service[]>();
  for (const node of [...fleet.nodes.values()].sort((a, b) => compareText(a.name, b.name))) {
    if (node.roles.has("load-balancer") && node.state !== "planned") byNode.set(node, []);
  }
  for (const service of balancedServices(fleet)) {
    for (const node of balancers(service)) byNode.get(node)?.push(service);
  }
  const groups = new Map<string, { nodes: Node[]; services: readonly Service[] }>();
  for (const [node, services] of byNode) {
    const key = services.map((service) => service.name).join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { nodes: [node], services });
    else group.nodes.push(node);
  }
  return {
    fleet,
    carriers: [...groups.values()].map(({ nodes, services }) => {
      const listeners = groupListeners(services);
      const pools = services.flatMap(usedPools);
      return {
        nodes,
        services,
        listeners,
        pools,
        sharedChecks: findSharedChecks(pools),
        sizes: sizesOf(listeners, fleet.spec.haproxy?.maxconn),
        acme: listeners.some((listener) => answersAcme(listener, fleet)),
      };
    }),
    peers: findPeers(byNode),
  };
}

/** Nodes share tables when they balance a service that needs one. */
function findPeers(byNode: ReadonlyMap<Node, readonly Service[]>): Map<Node, readonly Node[]> {
  const peers = new Map<Node, readonly Node[]>();
  for (const [node, services] of byNode) {
    const sharing = services.filter((service) => usedPools(service).some(({ backend }) => needsPeers(backend)));
    if (sharing.length === 0) continue;
    const nodes = new Set(sharing.flatMap(balancers).filter((other) => byNode.has(other)));
    peers.set(
      node,
      [...nodes].sort((a, b) => compareText(a.name, b.name)),
    );
  }
  return peers;
}
