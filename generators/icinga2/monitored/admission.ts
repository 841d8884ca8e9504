import type { Access, Family, Fleet, Frontend, Node, Service } from "../../../src/contract/fleet.ts";
import { narrowAccess } from "../../../src/fleet/narrow-access.ts";
import { foldCase } from "../../../src/fleet/path-case.ts";
import { intersectPrefixes } from "../../../src/ip/prefix-lists.ts";

/** In which families something can be asked at a VIP: by the monitoring hosts, and by the nodes that hold it. */
export interface Admitted {
  readonly remote: readonly Family[];
  readonly local: readonly Family[];
}

/**
 * Who is let in to ask at a VIP. Nobody is let in for the sake of being watched. A node that asks its own VIP comes from
 * that very address, since Linux takes the destination for the source on the way to itself: HAProxy's access must have
 * it; servers of an anycast service do not pass their own firewall. To a port that no frontend has nobody else is let in.
 */
export function admittedTo(
  fleet: Fleet,
  masters: readonly Node[],
  families: readonly Family[],
  { service, frontend, path }: { service: Service; frontend?: Frontend; path?: string },
): Admitted {
  if (frontend === undefined) return { remote: [], local: service.balance.by === "anycast" ? families : [] };
  const narrower = [frontend.access, ...(path === undefined ? [] : accessOnTheWay(service, path))];
  const lets = (family: Family, address: string | undefined): boolean =>
    address !== undefined && letsIn(fleet, family, address, service.access, narrower);
  return {
    remote: families.filter((family) => masters.every((master) => lets(family, master.addresses[family]?.address))),
    local: families.filter((family) => service.balance.by === "anycast" || lets(family, service.vip[family])),
  };
}

function letsIn(
  fleet: Fleet,
  family: Family,
  address: string,
  access: Access,
  narrower: readonly (Access | undefined)[],
): boolean {
  const { sources, except } = narrowAccess(family, access, ...narrower);
  const has = (prefixes: readonly string[]): boolean => intersectPrefixes(family, prefixes, [address]).length > 0;
  return has(sources) && !has(except) && !has(fleet.blocked[family]);
}

/** Access of every route that a path leads through, as HAProxy counts it. */
function accessOnTheWay(service: Service, path: string): (Access | undefined)[] {
  return service.routes.filter((route) => isBelow(foldCase(path), foldCase(route.path))).map((route) => route.access);
}

/** Whether a path, which may have a query, lies at or below a prefix of whole segments. */
export function isBelow(path: string, prefix: string): boolean {
  const [bare = ""] = path.split("?");
  return prefix === "/" || bare === prefix || bare.startsWith(`${prefix}/`);
}
