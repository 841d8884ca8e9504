import type { Fleet, Service } from "../../contract/fleet.ts";
import { vipAddresses } from "./vip-name.ts";

/** Services by canonical address. */
export type ServicesByAddress = ReadonlyMap<string, readonly Service[]>;

/** Services of every state by canonical address of their VIP, whether it has a name or is defined in place. */
export function servicesByAddress(fleet: Fleet): ServicesByAddress {
  const byAddress = new Map<string, Service[]>();
  for (const service of fleet.services.values()) {
    for (const address of vipAddresses(service.vip)) {
      const services = byAddress.get(address);
      if (services === undefined) byAddress.set(address, [service]);
      else services.push(service);
    }
  }
  return byAddress;
}

/** The first other service at one of the service's addresses that counts. */
export function findSharer(
  byAddress: ServicesByAddress,
  service: Service,
  counts: (other: Service) => boolean,
): Service | undefined {
  for (const address of vipAddresses(service.vip)) {
    const sharer = byAddress.get(address)?.find((other) => other !== service && counts(other));
    if (sharer !== undefined) return sharer;
  }
  return undefined;
}
