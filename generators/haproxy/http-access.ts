import type { Block } from "../../src/render/block.ts";
import type { Fleet, Route, Service } from "../../src/resolve/fleet.ts";
import type { Entry, Listener } from "./listeners.ts";
import { type Files, part, when } from "./printed.ts";
import { field } from "./quote.ts";
import { SERVICE, scope } from "./scope.ts";
import { refusals } from "./sources.ts";

/** Holds `service/path/`, so that one comparison is about the service and whole segments of the path. */
export const ROUTE = "txn.route";

/** Key of a path of a service as `txn.route` begins with it: `www/intern/`. */
export function routeKey(service: Service, path: string): string {
  return field(`${service.name}${path === "/" ? "" : path}/`);
}

/** Whether a frontend decides by paths, so that they must be read as the member will read them. */
function readsPaths({ service, frontend }: Entry): boolean {
  if (frontend.redirect) return false;
  return service.routes.length > 0 || service.redirects.some(({ path }) => path !== "/");
}

/**
 * Normalises paths of services that have routes or redirects, and refuses what members may read in another way: behind
 * a plain prefix `/%69ntern/`, `//intern/`, `/./intern/` and `/x/../intern/` all reached `/intern/`. What was compared is
 * what is sent on. `strict`, which also refuses broken percent signs, is needed: HAProxy 2.6.12 takes
 * `percent-decode-unreserved if …` without it and decodes nothing (seen). `normalize-uri` is experimental in 2.6 (Configuration Manual, 4.2 "http-request normalize-uri").
 */
export function normalisation(listener: Listener, files: Files): string[] {
  const reading = listener.entries.filter(readsPaths).map((entry) => entry.service);
  if (reading.length === 0) return [];
  const about = scope(listener, reading, "paths", files);
  const guarded = reading.filter((service) => service.routes.some((route) => route.access !== undefined));
  const forGuarded = scope(listener, guarded, "guarded", files);
  return [
    ...["percent-decode-unreserved strict", "path-strip-dot", "path-merge-slashes", "path-strip-dotdot full"].map(
      (step) => when(`http-request normalize-uri ${step}`, about),
    ),
    // A backslash is no character of URIs, and a slash to some.
    when("http-request deny deny_status 400", [...about, "{ path -m sub '\\' }"]),
    // Encoded slashes and parameters of segments end a segment for some servers and not for others.
    ...(guarded.length === 0
      ? []
      : [when("http-request deny deny_status 400", [...forGuarded, "{ path -m sub -i %2f %5c /; /.; /..; }"])]),
    ...reading.flatMap((service) => spelledOut(listener, service, files)),
  ];
}

/**
 * Refuses percent-encoded what stands in a service's keys and may also stand there as it is (RFC 3986, "sub-delims", `:`
 * and `@`): normalisation leaves it alone, since it may mean something else, and members decode it.
 */
function spelledOut(listener: Listener, service: Service, files: Files): string[] {
  const keys = [...service.routes, ...service.redirects].map(({ path }) => path).join("");
  const codes = [...new Set(keys.match(/[!$&()*+,=:@]/g))].sort().map((each) => `%${each.charCodeAt(0).toString(16)}`);
  if (codes.length === 0) return [];
  const about = scope(listener, [service], "spelled", files);
  return [when("http-request deny deny_status 400", [...about, `{ path -m sub -i ${codes.join(" ")} }`])];
}

/** What `txn.route` is: the path without parameters of segments (`/intern;x`), where a service decides by paths. */
export function routeFormat(listener: Listener): string {
  const path = listener.entries.some(readsPaths) ? "%[path,regsub(;[^/]*,,g)]" : "";
  return `"%[var(${SERVICE})]${path}/"`;
}

/**
 * Refuses whom the access of a service, its frontend or a route keeps out. Access narrows: of nested routes each one
 * that matches must let a client in, though the longest decides about the backend.
 */
export function accessRules(listener: Listener, fleet: Fleet, files: Files): Block[] {
  return listener.entries.flatMap(({ service, frontend }) => {
    const about = scope(listener, [service], "access", files);
    const rules = [service.access, ...(frontend.access === undefined ? [] : [frontend.access])].flatMap((access) =>
      refusals(access, listener.addresses, fleet, files).map((refused) =>
        when("http-request deny", [...about, refused]),
      ),
    );
    // A frontend that redirects to https leaves routes to the one that it leads to.
    const read = frontend.redirect ? [] : service.routes;
    const routes = read.flatMap((route) => routeRules(listener, service, route, fleet, files));
    const causes = [service.access, frontend.access, ...read.map((route) => route.access)];
    const trees = causes.flatMap((access) => (access === undefined ? [] : [access.tree]));
    return part(`frontend ${listener.name}`, `${service.name}: access`, [...rules, ...routes], trees);
  });
}

function routeRules(listener: Listener, service: Service, route: Route, fleet: Fleet, files: Files): string[] {
  if (route.access === undefined) return [];
  const here = `{ var(${ROUTE}) -m beg ${routeKey(service, route.path)} }`;
  return refusals(route.access, listener.addresses, fleet, files).map((refused) =>
    when("http-request deny", [here, refused]),
  );
}
