import { compareText } from "../../../src/contract/compare-text.ts";
import type { Fleet, Node, Service, Team } from "../../../src/contract/fleet.ts";
import type { LoneService } from "../../../src/contract/lone-service.ts";
import { usedBackends } from "./pools.ts";

/** Teams to notify by mail, and teams to page: names, sorted. */
export interface Told {
  readonly teams: readonly string[];
  readonly pagers: readonly string[];
}

const NOBODY: Told = { teams: [], pagers: [] };

/** Only production sends notifications: services under test, in maintenance or being moved away are monitored silently. */
export function isSilent(service: LoneService): boolean {
  return service.state !== "production";
}

/** Notifications go to a service's owner. */
export function toldOfService(service: LoneService): Told {
  const { owner } = service;
  if (owner === undefined || isSilent(service)) return NOBODY;
  const pages = service.monitoring.page && owner.pager !== undefined;
  return { teams: [owner.name], pagers: pages ? [owner.name] : [] };
}

/** Whether anybody is paged about a service. */
export function isPaged(service: LoneService): boolean {
  return toldOfService(service).pagers.length > 0;
}

export function operatorsOf(fleet: Fleet): Team | undefined {
  return fleet.teams.get(fleet.spec.icinga2?.operators ?? "");
}

/**
 * Recipients for nodes: the operators, else the owners of the services that a node holds or is a member of, each once.
 * What everything depends on, such as a route reflector, has no owner: then all owners get a mail.
 */
export function toldOfNodes(fleet: Fleet, services: readonly Service[]): (node: Node) => Told {
  const operators = operatorsOf(fleet);
  if (operators !== undefined) {
    const told = { teams: [operators.name], pagers: operators.pager === undefined ? [] : [operators.name] };
    return (node) => calmed(node, told);
  }
  let known: ReadonlyMap<Node, Told> | undefined;
  const everybody = { teams: union(services).teams, pagers: [] };
  return (node) => {
    known ??= ownersByNode(services);
    return calmed(node, known.get(node) ?? everybody);
  };
}

/** Owners of the services that a node holds or is a member of. */
function ownersByNode(services: readonly Service[]): ReadonlyMap<Node, Told> {
  const byNode = new Map<Node, Set<Service>>();
  for (const service of services) {
    const members = usedBackends(service).flatMap((backend) => backend.members.map((member) => member.node));
    for (const node of [...service.balance.nodes, ...members]) {
      const there = byNode.get(node) ?? new Set();
      byNode.set(node, there.add(service));
    }
  }
  return new Map([...byNode].map(([node, there]) => [node, union([...there])]));
}

/** Recipients for what several services share. */
export function union(services: readonly Service[]): Told {
  const told = services.map(toldOfService);
  return { teams: sorted(told.flatMap((each) => each.teams)), pagers: sorted(told.flatMap((each) => each.pagers)) };
}

/** Nobody is paged for a node that is being taken out of service, or notified of one that is known to be offline. */
function calmed({ state }: Node, told: Told): Told {
  if (state === "offline") return NOBODY;
  return state === "draining" ? { ...told, pagers: [] } : told;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}
