import type { Access, Family, Frontend, Node } from "../../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { narrowAccess } from "../../../src/fleet/narrow-access.ts";
import { foldCase } from "../../../src/fleet/path-case.ts";
import { hasAddress } from "../../../src/ip/prefix-lists.ts";

/** Families in which something can be checked at a VIP: by the monitoring hosts, and by the nodes that hold it. */
export interface Admitted {
  readonly remote: readonly Family[];
  readonly local: readonly Family[];
}

/**
 * Which nodes may check a VIP. Monitoring does not open the firewall. A node that checks its own VIP has that very
 * address as the source, because Linux uses a local destination as the source too: HAProxy's access must include it;
 * servers of an anycast service do not pass their own firewall. A port without a frontend admits no other node.
 */
export function admittedTo(
  fleet: Surroundings,
  masters: readonly Node[],
  families: readonly Family[],
  { service, frontend, path }: { service: LoneService; frontend?: Frontend; path?: string },
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
  fleet: Surroundings,
  family: Family,
  address: string,
  access: Access,
  narrower: readonly (Access | undefined)[],
): boolean {
  const { sources, except } = narrowAccess(family, access, ...narrower);
  const has = (prefixes: readonly string[]): boolean => hasAddress(family, prefixes, address);
  return has(sources) && !has(except) && !has(fleet.blocked[family]);
}

/** Access of every route on a path, as HAProxy applies it. */
function accessOnTheWay(service: LoneService, path: string): (Access | undefined)[] {
  return service.routes.filter((route) => isBelow(foldCase(path), foldCase(route.path))).map((route) => route.access);
}

/** Whether a path, possibly with a query, is at or below a prefix of whole segments. */
export function isBelow(path: string, prefix: string): boolean {
  const [bare = ""] = path.split("?");
  return prefix === "/" || bare === prefix || bare.startsWith(`${prefix}/`);
}
