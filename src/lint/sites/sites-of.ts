import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { isEmitted } from "../../fleet/emitted.ts";

/** The service at a host name and port. */
export interface Site {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** Sites by `host:port`. */
export type Sites = ReadonlyMap<string, Site>;

/** Sites by `host:port`, regardless of state; if several claim one, the first whose service is emitted. */
export function sitesOf(fleet: Fleet): Sites {
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
}

/** Host names of a service, or a placeholder that no URL contains for one that responds to any name. */
export function siteHosts(service: LoneService): readonly string[] {
  return service.hostnames.length > 0 ? service.hostnames : [`(${service.name})`];
}
