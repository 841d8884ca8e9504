import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node, PrefixSet, Service } from "../../src/contract/fleet.ts";

/** Addresses of the load balancers of a service as members see them. */
export function balancerAddresses(service: Service, fleet: Fleet): string[] {
  if (service.balance.by !== "haproxy") return [];
  const nodes = service.balance.nodes.filter((node) => node.state !== "planned" && node.roles.has("load-balancer"));
  return addresses(nodes, fleet);
}

/** Addresses that monitoring hosts check members from, sorted. */
export function monitoringAddresses(fleet: Fleet): string[] {
  const nodes = [...fleet.nodes.values()].filter((node) => node.state !== "planned" && node.roles.has("monitoring"));
  return addresses(nodes, fleet);
}

/** Addresses in the family used for members, as a set of prefixes. */
export function asPrefixes(list: readonly string[], fleet: Fleet): PrefixSet {
  return fleet.memberFamily === "ipv4" ? { ipv4: list, ipv6: [] } : { ipv4: [], ipv6: list };
}

function addresses(nodes: readonly Node[], fleet: Fleet): string[] {
  const all = nodes.flatMap((node) => node.addresses[fleet.memberFamily]?.address ?? []);
  return [...new Set(all)].sort(compareText);
}
