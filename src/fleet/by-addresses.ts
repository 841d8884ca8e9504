import type { Service } from "../contract/fleet.ts";

/** Services that have the same addresses, whether their VIP is named or not; in the order of the first of each. */
export function byAddresses(services: readonly Service[]): Service[][] {
  const groups = new Map<string, Service[]>();
  for (const service of services) {
    const { ipv4, ipv6 } = service.vip;
    const key = `${ipv4} ${ipv6}`;
    const sharing = groups.get(key);
    if (sharing === undefined) groups.set(key, [service]);
    else sharing.push(service);
  }
  return [...groups.values()];
}
