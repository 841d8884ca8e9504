import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { oncePerFleet } from "../../fleet/once-per-fleet.ts";

/** Who answers at a host name and port. */
export interface Site {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** Sites by `host:port`, whatever their state; where several claim one, the first whose service is emitted. */
export const sitesOf: (fleet: Fleet) => ReadonlyMap<string, Site> = oncePerFleet((fleet) => {
  const sites = new Map<string, Site>();
  for (const service of fleet.services.values()) {
    for (const frontend of service.frontends) {
      if (!frontend.transports.includes("tcp")) continue;
      for (const host of siteHosts(service)) {
        const key = `${host}:${frontend.port}`;
        const known = sites.get(key);
        if (known === undefined || (!isEmitted(known.service) && isEmitted(service)))
          sites.set(key, { service, frontend });
      }
    }
  }
  return sites;
});

/** Host names of a service, or a stand-in that no URL spells for one that answers whatever name is asked for. */
export function siteHosts(service: Service): readonly string[] {
  return service.hostnames.length > 0 ? service.hostnames : [`(${service.name})`];
}
