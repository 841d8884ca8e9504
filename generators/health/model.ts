import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node, type Service } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import type { Span } from "../../src/contract/source.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { poolName } from "../../src/fleet/pool-name.ts";
import { reachedBackends } from "../../src/fleet/reached-backends.ts";
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
  /** All must pass. Never empty in a valid catalog: lint requires a check for anycast services. */
  readonly checks: readonly HealthCheck[];
  readonly causes: readonly Span[];
}

/** An address and the services that are configured at it, sorted by name. */
export type ServedAddress = Pick<HealthVip, "family" | "address" | "services">;

/** VIPs of all services that are configured, sorted by address, IPv4 first. */
export function healthVips(fleet: Fleet): HealthVip[] {
  return servedAddresses(fleet).map(toVip);
}

/** The same without their checks. */
export function servedAddresses(fleet: Fleet): ServedAddress[] {
  return FAMILIES.flatMap((family) =>
    [...servicesByAddress(fleet, family)]
      .sort(([a], [b]) => compareText(a, b))
      .map(([address, services]) => ({ family, address, services })),
  );
}

/** Whether the program runs on the node. */
export function runsOn(node: Node): boolean {
  const { roles } = node;
  if (!node.managed || node.state === "planned" || node.spec.emit?.health === false) return false;
  return roles.has("load-balancer") || roles.has("anycast-server");
}

/** Whether the program checks a VIP on the node: only if the node announces it, which needs an AS number. */
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

function toVip({ family, address, services }: ServedAddress): HealthVip {
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

/** During maintenance HAProxy uses no member: nothing would pass, and nobody would see the maintenance page. */
export function asksMembers({ state, balance }: Service): boolean {
  return state !== "maintenance" || balance.by !== "haproxy";
}

/** A service's own checks. One that cannot run is a finding, which stops the build. */
function checksOf(service: Service, family: Family, address: string): HealthCheck[] {
  if (!asksMembers(service)) return [];
  const { check, minimumMembers } = service.health;
  const asked = check === undefined ? undefined : serviceCheck(service, check, family, address);
  return [
    ...(asked === undefined || "cannot" in asked ? [] : asked.ok),
    ...(minimumMembers === undefined || service.balance.by !== "haproxy"
      ? []
      : [
          membersCheck(
            service.name,
            minimumMembers,
            reachedBackends(service).map(({ name }) => poolName(service.name, name)),
          ),
        ]),
  ];
}
