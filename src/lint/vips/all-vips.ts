import type { Fleet, Vip } from "../../contract/fleet.ts";

/** VIPs with a name, used or not, and then those defined in place. */
export function allVips(fleet: Fleet): readonly Vip[] {
  const vips = new Set(fleet.vips.values());
  for (const service of fleet.services.values()) vips.add(service.vip);
  return [...vips];
}
