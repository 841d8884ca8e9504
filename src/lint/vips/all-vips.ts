import type { Fleet, Vip } from "../../contract/fleet.ts";

/** VIPs with a name, whether somebody uses them or not, and then those written in place. */
export function allVips(fleet: Fleet): readonly Vip[] {
  const vips = new Set(fleet.vips.values());
  for (const service of fleet.services.values()) vips.add(service.vip);
  return [...vips];
}
