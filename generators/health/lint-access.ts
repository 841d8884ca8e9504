import type { CheckSpec } from "../../src/contract/check-spec.ts";
import type { Report } from "../../src/contract/finding.ts";
import { type Access, FAMILIES, type Family, type Route } from "../../src/contract/fleet.ts";
import type { LoneService } from "../../src/contract/lone-service.ts";
import { keyAt } from "../../src/contract/origin.ts";
import { intersectPrefixes } from "../../src/ip/prefix-lists.ts";
import { askedFrontend } from "./service-check.ts";

/**
 * A check through HAProxy comes from the VIP that it goes to: the kernel uses a local destination address as the source
 * too. HAProxy applies `access` to it as to any client. A bare connection is accepted before HAProxy applies it, and
 * where a command connects is unknown.
 */
export function lintAccess(service: LoneService, report: Report): void {
  const { check } = service.health;
  if (check === undefined || service.balance.by !== "haproxy" || check.type === "tcp" || check.type === "command")
    return;
  const accesses = accessesOf(service, check);
  const refused = FAMILIES.flatMap((family) => {
    const address = service.vip[family];
    if (address === undefined) return [];
    const access = accesses.find((each) => !admits(each, family, address));
    return access === undefined ? [] : [{ address, access }];
  });
  const [first] = refused;
  if (first === undefined) return;
  const addresses = refused.map(({ address }) => address);
  report({
    code: "health/check-refused",
    message: `the health check of ${service.name} comes from ${addresses.join(" and ")}, which its access does not allow`,
    at: keyAt(service, "health", "check"),
    notes: [{ message: "access is set here", at: first.access.tree }],
    help: `add ${addresses.join(" and ")} to \`access\`: no other machine can connect from there`,
    subject: { kind: "service", name: service.name },
  });
}

/** All that must allow the check, because access narrows: of the service, the frontend, and routes to the path. */
function accessesOf(service: LoneService, check: CheckSpec): Access[] {
  const path = check.path?.replace(/[?#].*/s, "");
  const routes = path === undefined ? [] : service.routes.filter((route) => leadsTo(route, path));
  const all = [service.access, frontendOf(service, check)?.access, ...routes.map((route) => route.access)];
  return all.filter((access) => access !== undefined);
}

function frontendOf(service: LoneService, check: CheckSpec): LoneService["frontends"][number] | undefined {
  if (check.port === undefined) return askedFrontend(service, check);
  return service.frontends.find((frontend) => frontend.port === check.port);
}

function leadsTo(route: Route, path: string): boolean {
  return path === route.path || path.startsWith(route.path.endsWith("/") ? route.path : `${route.path}/`);
}

function admits({ from, except }: Access, family: Family, address: string): boolean {
  const has = (prefixes: readonly string[]) => intersectPrefixes(family, prefixes, [address]).length > 0;
  return has(from[family]) && !has(except[family]);
}
