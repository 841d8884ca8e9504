import type { Span } from "../../src/catalog/source.ts";
import { compareText } from "../../src/claims/compare-text.ts";
import { isEmitted } from "../../src/claims/emitted.ts";
import { FAMILIES, type Family, type Fleet, type Node, type Service } from "../../src/resolve/fleet.ts";
import { at } from "../../src/resolve/origin.ts";
import { type HealthCheck, listeningCheck, membersCheck, PROCESS_CHECK } from "./health-check.ts";
import { serviceCheck } from "./service-check.ts";

/** An address that nodes announce while its checks pass there. */
export interface HealthVip {
  readonly family: Family;
  readonly address: string;
  /** `192.0.2.10/32` */
  readonly prefix: string;
  /** Sorted by name; never empty. */
  readonly services: readonly Service[];
  /** All must pass. Never empty in a sound catalog: lint demands a check of anycast services. */
  readonly checks: readonly HealthCheck[];
  readonly causes: readonly Span[];
}

const known = new WeakMap<Fleet, readonly HealthVip[]>();

/** VIPs of all services that are configured, sorted by address, IPv4 first. */
export function healthVips(fleet: Fleet): readonly HealthVip[] {
  const before = known.get(fleet);
  if (before !== undefined) return before;
  const vips = FAMILIES.flatMap((family) =>
    [...servicesByAddress(fleet, family)]
      .sort(([a], [b]) => compareText(a, b))
      .map(([address, services]) => toVip(family, address, services)),
  );
  known.set(fleet, vips);
  return vips;
}

/** Whether the program runs there. */
export function runsOn(node: Node): boolean {
  const { roles } = node;
  if (!node.managed || node.state === "planned" || node.spec.emit?.health === false) return false;
  return roles.has("load-balancer") || roles.has("anycast-server");
}

/** Whether the program asks there what is at a VIP: where the node announces it. Without an AS number nobody does. */
export function isAskedOn({ family, services }: HealthVip, node: Node, fleet: Fleet): boolean {
  if (fleet.spec.asn === undefined || !runsOn(node) || node.state !== "active") return false;
  if (node.addresses[family] === undefined || services.every(({ state }) => state === "draining")) return false;
  return services.some((service) => service.balance.nodes.includes(node));
}

/** Services that are configured, by their address, sorted by name. */
function servicesByAddress(fleet: Fleet, family: Family): Map<string, Service[]> {
  const byAddress = new Map<string, Service[]>();
  for (const service of [...fleet.services.values()].sort((a, b) => compareText(a.name, b.name))) {
    const address = service.vip[family];
    if (address === undefined || !isEmitted(service)) continue;
    const sharers = byAddress.get(address);
    if (sharers === undefined) byAddress.set(address, [service]);
    else sharers.push(service);
  }
  return byAddress;
}

function toVip(family: Family, address: string, services: readonly Service[]): HealthVip {
  const balanced = services.filter((service) => service.balance.by === "haproxy");
  const checks = [
    ...(balanced.length === 0 ? [] : [PROCESS_CHECK, listeningCheck(address, portsOf(balanced))]),
    ...services.flatMap((service) => checksOf(service, family, address)),
  ];
  return {
    family,
    address,
    prefix: `${address}/${family === "ipv4" ? 32 : 128}`,
    services,
    checks,
    causes: [...new Set(services.flatMap((service) => [service.vip.tree, at(service, "health")]))],
  };
}

/** Sorted; each once. */
function portsOf(services: readonly Service[]): number[] {
  const ports = services.flatMap((service) => service.frontends.map((frontend) => frontend.port));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** What a service demands for itself. A check that can't be asked is a finding, which stops the build. */
function checksOf(service: Service, family: Family, address: string): HealthCheck[] {
  const { check, minimumMembers } = service.health;
  const asked = check === undefined ? undefined : serviceCheck(service, check, family, address);
  return [
    ...(asked === undefined || "cannot" in asked ? [] : [asked.ok]),
    ...(minimumMembers === undefined || service.balance.by !== "haproxy"
      ? []
      : [membersCheck(service.name, minimumMembers, haproxyBackends(service))]),
  ];
}

/**
 * Names of a service's backends in HAProxy, as its generator prints them: those that a frontend or route leads to.
 * Generators know nothing of each other; a test holds the two together.
 */
function haproxyBackends(service: Service): string[] {
  const used = new Set([
    ...service.frontends.flatMap((frontend) => (frontend.redirect ? [] : (frontend.backend ?? []))),
    ...service.routes.flatMap((route) => route.backend ?? []),
  ]);
  return service.backends
    .filter((backend) => used.has(backend))
    .map(({ name }) => `${service.name}${service.name.includes(".") || name.includes(".") ? ":" : "."}${name}`);
}
