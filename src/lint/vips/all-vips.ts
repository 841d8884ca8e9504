import type { Fleet, Vip } from "../../contract/fleet.ts";
import { oncePerFleet } from "../../fleet/once-per-fleet.ts";

/** VIPs with a name, whether somebody uses them or not, and then those written in place. */
export const allVips: (fleet: Fleet) => readonly Vip[] = oncePerFleet((fleet) => {
  const vips = new Set(fleet.vips.values());
  for (const service of fleet.services.values()) vips.add(service.vip);
  return [...vips];
});
