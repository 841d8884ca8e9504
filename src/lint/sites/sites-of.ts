import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { oncePer } from "../../fleet/once-per.ts";

/** The service at a host name and port. */
export interface Site {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** Sites by `siteKey`; as long as its service is the same, so is a site. */
export type Sites = ReadonlyMap<string, Site>;

/** Sites by `host:port`, regardless of state; if several claim one, the first whose service is emitted. */
export function sitesOf(fleet: Fleet): Sites {
  const sites = new Map<string, Site>();
  for (const service of fleet.services.values()) {
    for (const [key, site] of sitesOfService(service)) {
      const known = sites.get(key);
      if (known === undefined || (!isEmitted(known.service) && isEmitted(service))) sites.set(key, site);
    }
  }
  return sites;
}

const sitesOfService = oncePer((service: Service): readonly (readonly [key: string, site: Site])[] => {
  const frontends = service.frontends.filter(({ transports }) => transports.includes("tcp"));
  return frontends.flatMap((frontend) =>
    siteHosts(service).map((host) => [siteKey(host, frontend.port), { service, frontend }] as const),
  );
});

/** How a host name and port are looked up. */
export function siteKey(host: string, port: number): string {
  return `${host}:${port}`;
}

/** Host names of a service, or a placeholder that no URL contains for one that responds to any name. */
export function siteHosts(service: LoneService): readonly string[] {
  return service.hostnames.length > 0 ? service.hostnames : [`(${service.name})`];
}
