import { compareText } from "../../contract/compare-text.ts";
import type { Service } from "../../contract/fleet.ts";
import type { Fault } from "../../lab/lab.ts";
import { joinShared } from "../../lab/network/join-shared.ts";
import { rhythms, untilAnnounced, untilTakenIn, untilTakenOut, untilWithdrawn } from "./bounds.ts";
import { type CheckedPool, type Membership, memberships, poolsOf } from "./checked-members.ts";
import { claimsLeft } from "./claims-left.ts";
import type { PlannedFault } from "./planned-fault.ts";
import { carriers, type FaultScope, representatives } from "./scope.ts";

/**
 * Servers that end or hang. In each backend with more than one member, one ends; then all hang, together with those of backends
 * that share members. Of services that carry their VIP themselves, the first node's servers end and the last one's hang.
 */
export function planMembers(scope: FaultScope): PlannedFault[] {
  const pools = poolsOf(scope);
  const all = memberships(scope);
  const isChecked = (machine: string) => all.every(({ member, check }) => member !== machine || check !== undefined);
  /** A check of type tcp only connects, so it does not notice a server that hangs. */
  const isHeard = (machine: string) => all.every(({ member, check }) => member !== machine || check?.type !== "tcp");
  const checked = pools.filter(({ machines }) => machines.every(isChecked));
  const ends = anycastServers(scope);
  return [
    ...chosenMembers(checked.filter(({ machines }) => machines.length > 1)).map((machine) =>
      planServers(scope, all, [machine], "servers"),
    ),
    ...joinPools(checked).map((machines) =>
      planServers(scope, all, machines, machines.length > 1 && machines.every(isHeard) ? "hang" : "servers"),
    ),
    ...ends.map(({ first }) => planServers(scope, all, [first], "servers")),
    ...ends.filter(({ hears }) => hears).map(({ last }) => planServers(scope, all, [last], "hang")),
  ];
}

/** Machines that together take one member from each pool. */
function chosenMembers(pools: readonly CheckedPool[]): string[] {
  const chosen: string[] = [];
  for (const { machines } of pools) {
    if (!machines.some((machine) => chosen.includes(machine))) chosen.push(...machines.slice(0, 1));
  }
  return chosen;
}

/** Machines of pools that share members, sorted. */
function joinPools(pools: readonly CheckedPool[]): string[][] {
  return joinShared(pools, ({ machines }) => machines).map((joined) =>
    [...new Set(joined.flatMap(({ machines }) => machines))].sort(compareText),
  );
}

function anycastServers(scope: FaultScope): { first: string; last: string; hears: boolean }[] {
  const all = carriers(scope).flatMap(({ node, services }) => {
    const own = services.filter(isAnycast);
    return own.length === 0 ? [] : [{ node, services: own }];
  });
  return representatives(all).map(({ first, last = first }) => ({
    first: first.node.name,
    last: last.node.name,
    hears: last.services.every(({ health }) => health.check !== undefined && health.check.type !== "tcp"),
  }));
}

function isAnycast({ balance }: Service): boolean {
  return balance.by === "anycast";
}

/** All servers of some machines end or hang: members of backends, and those at VIPs. */
function planServers(
  scope: FaultScope,
  all: readonly Membership[],
  machines: readonly string[],
  kind: "servers" | "hang",
): PlannedFault {
  const { fleet, claims } = scope.input;
  const own = all.filter(({ member }) => machines.includes(member));
  const held = carriers(scope)
    .filter(({ node }) => machines.includes(node.name))
    .flatMap(({ services }) => services.filter(isAnycast));
  const services = [...new Set([...own.map(({ service }) => service), ...held.map(({ name }) => name)])].sort(
    compareText,
  );
  const left = claimsLeft(claims, fleet, {
    holds: (node, service) => !machines.includes(node) || !isAnycast(service),
    serves: (node) => !machines.includes(node),
  });
  const checks = own.flatMap(({ check }) => check ?? []);
  const holders = carriers(scope).map(({ node }) => node.name);
  const health = rhythms(claims, "health", services, held.length > 0 ? machines : holders);
  const isWithdrawn = left.announces.some(
    ({ nodes, prefix }) => nodes.length < (claims.announces.find((each) => each.prefix === prefix)?.nodes.length ?? 0),
  );
  const balanced = own.length > 0;
  return {
    name: `${nameServers(machines, held.length > 0 && !balanced)} ${verb(kind, machines.length)}`,
    breaks: machines.map((machine): Fault => ({ kind, machine })),
    nodes: machines,
    services,
    concerns: ({ service, wanted, nodes }) =>
      service !== undefined &&
      service !== undefined &&
      services.includes(service) &&
      ((wanted.kind === "member" && wanted.machines.some((machine) => machines.includes(machine))) ||
        nodes.some((node) => machines.includes(node))),
    left: () => left,
    isAnnounced: fleet.spec.asn !== undefined,
    takenOut: own,
    bounds: {
      out: (balanced ? untilTakenOut(checks) : 0) + (isWithdrawn ? untilWithdrawn(health) : 0),
      back: (balanced ? untilTakenIn(checks) : 0) + (isWithdrawn ? untilAnnounced(health) : 0),
    },
  };
}

/** Further ones are only counted. */
const NAMED = 3;

function nameServers(machines: readonly string[], isService: boolean): string {
  const more = machines.length - NAMED;
  const named = machines.slice(0, NAMED).join(" ");
  const kind = isService ? "server" : "member";
  return `${kind}${machines.length > 1 ? "s" : ""} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}

function verb(kind: "servers" | "hang", count: number): string {
  const word = kind === "servers" ? "die" : "hang";
  return count === 1 ? `${word}s` : word;
}
