import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node, type Service } from "../../src/contract/fleet.ts";
import { present } from "../../src/contract/present.ts";
import type { Span } from "../../src/contract/source.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { oncePerList } from "../../src/fleet/once-per-list.ts";
import { hostPrefix } from "../../src/ip/family.ts";

/** State of the services at a VIP for routers; the most important one of several. */
export type RouteState = "production" | "maintenance" | "testing";

/** An address of a VIP with the services that are configured there. */
export interface HostRoute {
  readonly family: Family;
  readonly address: string;
  /** `192.0.2.10/32` */
  readonly prefix: string;
  /** Names, sorted. */
  readonly services: readonly string[];
  /** Nodes that hold the address, according to `balance.nodes`: all but planned ones. */
  readonly nodes: readonly Node[];
  /** Sites whose nodes are preferred; none: all are equal. */
  readonly prefer: readonly string[];
  /** Absent if every service drains: the address is held but not announced. */
  readonly state?: RouteState;
  readonly causes: readonly Span[];
}

const BY_WEIGHT: readonly RouteState[] = ["production", "maintenance", "testing"];

/** Host routes of all VIPs whose services are configured, sorted by address, IPv4 first. */
export function hostRoutes(fleet: Fleet): HostRoute[] {
  return FAMILIES.flatMap((family) => {
    const byAddress = new Map<string, Service[]>();
    for (const service of fleet.services.values()) {
      const address = service.vip[family];
      if (address === undefined || !isEmitted(service)) continue;
      const sharers = byAddress.get(address);
      if (sharers === undefined) byAddress.set(address, [service]);
      else sharers.push(service);
    }
    return [...byAddress].sort(([a], [b]) => compareText(a, b)).flatMap(([, services]) => routesTo[family](services));
  });
}

/** As long as the services at an address are the same, so is its route. */
const routesTo = {
  ipv4: oncePerList((services: readonly Service[]) => toRoute("ipv4", services)),
  ipv6: oncePerList((services: readonly Service[]) => toRoute("ipv6", services)),
};

/** Services that share an address are balanced alike; lint makes sure of that. */
function toRoute(family: Family, services: readonly Service[]): HostRoute[] {
  const sorted = [...services].sort((a, b) => compareText(a.name, b.name));
  const [first] = sorted;
  const address = first?.vip[family];
  if (first === undefined || address === undefined) return [];
  const { balance } = first;
  const states = new Set<string>(services.map((service) => service.state));
  const state = BY_WEIGHT.find((each) => states.has(each));
  return [
    {
      family,
      address,
      prefix: hostPrefix(address),
      services: sorted.map((service) => service.name),
      nodes: balance.nodes.filter((node) => node.state !== "planned").sort((a, b) => compareText(a.name, b.name)),
      prefer: balance.prefer,
      ...present({ state }),
      causes: [...new Set(sorted.flatMap((service) => [service.vip.tree, service.tree]))],
    },
  ];
}
