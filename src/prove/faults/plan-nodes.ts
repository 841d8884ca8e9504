import { compareText } from "../../contract/compare-text.ts";
import type { Node, Service } from "../../contract/fleet.ts";
import {
  rhythms,
  untilAnnounced,
  untilLapsed,
  untilMissed,
  untilTakenIn,
  untilTakenOut,
  untilWithdrawn,
} from "./bounds.ts";
import { memberships } from "./checked-members.ts";
import { claimsLeft } from "./claims-left.ts";
import type { PlannedFault } from "./planned-fault.ts";
import { carriers, type FaultScope, namesOf, representatives, runs } from "./scope.ts";

interface Carrier {
  readonly node: Node;
  readonly services: readonly Service[];
}

/**
 * Failures of HAProxy, of BIRD, of the health daemon or of a whole node that carries VIPs. Of nodes with the same services, two
 * fail; on one of them HAProxy also hangs, and on one the health daemon dies, which takes long to be noticed. If services carry
 * their VIP themselves, one of the two nodes fails.
 */
export function planNodes(scope: FaultScope): PlannedFault[] {
  return representatives(carriers(scope)).flatMap(({ first, last }) => {
    const both = last === undefined ? [first] : [first, last];
    const balancers = both.filter(isBalancer);
    return [
      ...balancers.flatMap((each) => planHaproxy(scope, each, "daemon")),
      ...balancers.slice(-1).flatMap((each) => planHaproxy(scope, each, "freeze")),
      ...both.flatMap((each) => planBird(scope, each)),
      ...planHealth(scope, first),
      ...(balancers.length > 0 ? balancers : [first]).map((each) => planGone(scope, each)),
    ];
  });
}

function isBalancer({ services }: Carrier): boolean {
  return services.some(isBalanced);
}

function isBalanced({ balance }: Service): boolean {
  return balance.by === "haproxy";
}

function planHaproxy(scope: FaultScope, { node, services }: Carrier, kind: "daemon" | "freeze"): PlannedFault[] {
  const { name } = node;
  if (!runs(scope, name, "haproxy")) return [];
  const own = services.filter(isBalanced);
  const { claims, fleet } = scope.input;
  // Without the health daemon, nothing withdraws the VIPs.
  if (fleet.spec.asn !== undefined && !runs(scope, name, "health")) return [];
  const checks = rhythms(claims, "health", namesOf(own), [name]);
  return [
    {
      ...planOn(scope, node, own, (service) => !isBalanced(service)),
      name: `HAProxy ${kind === "daemon" ? "dies" : "hangs"} on ${name}`,
      breaks: [{ kind, machine: name, daemon: "haproxy" }],
      bounds: { out: untilWithdrawn(checks), back: untilAnnounced(checks) },
    },
  ];
}

function planBird(scope: FaultScope, { node, services }: Carrier): PlannedFault[] {
  const { name } = node;
  if (scope.input.fleet.spec.asn === undefined || !runs(scope, name, "bird")) return [];
  return [
    {
      ...planOn(scope, node, services, () => false),
      name: `BIRD dies on ${name}`,
      breaks: [{ kind: "daemon", machine: name, daemon: "bird" }],
      bounds: { out: untilMissed(scope.input.fleet), back: untilAnnounced([]) },
    },
  ];
}

/** BIRD and the servers still work, but nobody renews the addresses that BIRD announces: they lapse. */
function planHealth(scope: FaultScope, { node, services }: Carrier): PlannedFault[] {
  const { name } = node;
  const { claims, fleet } = scope.input;
  if (fleet.spec.asn === undefined || !runs(scope, name, "bird") || !runs(scope, name, "health")) return [];
  return [
    {
      ...planOn(scope, node, services, () => false),
      name: `health dies on ${name}`,
      breaks: [{ kind: "daemon", machine: name, daemon: "health" }],
      bounds: { out: untilLapsed(), back: untilAnnounced(rhythms(claims, "health", namesOf(services), [name])) },
    },
  ];
}

/** The whole machine, which may also be a member of other services. */
function planGone(scope: FaultScope, { node, services }: Carrier): PlannedFault {
  const { name } = node;
  const { fleet, claims } = scope.input;
  const member = memberships(scope).filter((each) => each.member === name && each.balancer !== name);
  const checks = member.flatMap(({ check }) => check ?? []);
  const touched = [...new Set([...namesOf(services), ...member.map(({ service }) => service)])].sort(compareText);
  const health = rhythms(claims, "health", touched, [name]);
  const left = claimsLeft(claims, fleet, {
    holds: (other) => other !== name,
    serves: (other) => other !== name,
  });
  return {
    ...planOn(scope, node, services, () => false),
    name: `node ${name} is gone`,
    breaks: [{ kind: "machine", machine: name }],
    services: touched,
    left: () => left,
    takenOut: member,
    bounds: {
      out: Math.max(untilMissed(fleet), checks.length > 0 ? untilTakenOut(checks) : 0),
      back: Math.max(untilAnnounced(health), checks.length > 0 ? untilTakenIn(checks) : 0),
    },
  };
}

/** Common parts of a node's faults. */
function planOn(
  { input }: FaultScope,
  { name }: Node,
  services: readonly Service[],
  holds: (service: Service) => boolean,
): Omit<PlannedFault, "name" | "breaks" | "bounds"> {
  const { claims, fleet } = input;
  const left = claimsLeft(claims, fleet, {
    holds: (other, service) => other !== name || holds(service),
    serves: () => true,
  });
  return {
    nodes: [name],
    services: namesOf(services),
    concerns: ({ service, nodes }) => nodes.includes(name) && services.some((each) => each.name === service),
    left: () => left,
    isAnnounced: fleet.spec.asn !== undefined,
    takenOut: [],
  };
}
