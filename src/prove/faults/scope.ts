import { compareText } from "../../contract/compare-text.ts";
import type { Node, Service } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { LabPlan } from "../../lab/network/lab-plan.ts";

/** The input of the planning. */
export interface FaultScope {
  readonly input: LabInput;
  readonly plan: LabPlan;
}

/** Carriers that take part, with their services, sorted by name. */
export function carriers({ input, plan }: FaultScope): { node: Node; services: readonly Service[] }[] {
  const { fleet, claims } = input;
  const names = new Map<string, Set<string>>();
  const carry = (nodes: readonly string[], services: readonly string[]) => {
    for (const node of nodes) names.set(node, new Set([...(names.get(node) ?? []), ...services]));
  };
  for (const { nodes, service } of claims.serves) carry(nodes, [service]);
  for (const { nodes, services } of claims.announces) carry(nodes, services);
  for (const { nodes, services, by } of claims.binds) if (by === "service") carry(nodes, services);
  return plan.machines.flatMap(({ node }) => {
    const services = [...(names.get(node?.name ?? "") ?? [])].sort(compareText).flatMap((name) => {
      const service = fleet.services.get(name);
      // Ports of a service besides its VIP are bound on nodes, too.
      return service?.balance.nodes.some((each) => each === node) ? [service] : [];
    });
    return node === undefined || node.state !== "active" || services.length === 0 ? [] : [{ node, services }];
  });
}

/** Whether the lab runs a generated daemon on a node. */
export function runs({ input }: FaultScope, node: string, daemon: string): boolean {
  return input.tree.units.some((unit) => unit.node === node && unit.daemon === daemon);
}

export function namesOf(services: readonly Service[]): string[] {
  return [...new Set(services.map(({ name }) => name))].sort(compareText);
}

/** Of nodes that carry the same services, two: the first and the last by name. */
export function representatives<Carrier extends { readonly services: readonly Service[] }>(
  all: readonly Carrier[],
): { first: Carrier; last?: Carrier }[] {
  const alike = new Map<string, Carrier[]>();
  for (const carrier of all) {
    const key = JSON.stringify(namesOf(carrier.services));
    alike.set(key, [...(alike.get(key) ?? []), carrier]);
  }
  return [...alike.values()].flatMap((carriers) => {
    const [first] = carriers;
    const last = carriers.length > 1 ? carriers.at(-1) : undefined;
    return first === undefined ? [] : [{ first, ...present({ last }) }];
  });
}
