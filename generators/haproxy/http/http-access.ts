import type { Fleet, Route, Service } from "../../../src/contract/fleet.ts";
import { type ConfigBlock, type ConfigText, part, when } from "../config-text.ts";
import type { FrontendSection } from "../frontend/frontend-sections.ts";
import { scope } from "../frontend/scope.ts";
import { refusals } from "../frontend/sources.ts";
import { GUARD, guardKey } from "./http-paths.ts";

/**
 * Refuses clients that the access of a service, its frontend or a route blocks. Access narrows: all matching nested
 * routes must allow a client, though the longest decides the backend.
 */
export function accessRules(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  return section.entries.flatMap(({ service, frontend }) => {
    const about = scope(section, service);
    const rules = [service.access, ...(frontend.access === undefined ? [] : [frontend.access])].flatMap((access) =>
      refusals(access, section.addresses, fleet).map((refused) => when("http-request deny", [...about, refused])),
    );
    // A frontend that redirects to https leaves routes to its target.
    const read = frontend.redirect ? [] : service.routes;
    const routes = read.flatMap((route) => restrictions(section, service, route, fleet));
    const causes = [service.access, frontend.access, ...read.map((route) => route.access)];
    const trees = causes.flatMap((access) => (access === undefined ? [] : [access.tree]));
    return part(`frontend ${section.name}`, `${service.name}: access`, [...rules, ...routes], trees);
  });
}

/** Paths are compared case-insensitively and fully decoded: what a member might take for the route is the route. */
function restrictions(section: FrontendSection, service: Service, route: Route, fleet: Fleet): ConfigText[] {
  if (route.access === undefined) return [];
  const here = `{ var(${GUARD}) -m beg ${guardKey(service, route.path)} }`;
  return refusals(route.access, section.addresses, fleet).map((refused) => when("http-request deny", [here, refused]));
}
