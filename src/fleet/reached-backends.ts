import type { Backend, Service } from "../contract/fleet.ts";

/**
 * Backends of a service that a frontend or route leads to, in the order of their names: the one definition of what is in
 * use. A frontend that redirects asks none, whatever it names.
 */
export function reachedBackends(service: Service): Backend[] {
  const reached = new Set([
    ...service.frontends.flatMap((frontend) => (frontend.redirect ? [] : (frontend.backend ?? []))),
    ...service.routes.flatMap((route) => route.backend ?? []),
  ]);
  return service.backends.filter((backend) => reached.has(backend));
}
