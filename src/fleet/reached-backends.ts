import type { Backend } from "../contract/fleet.ts";
import type { LoneService } from "../contract/lone-service.ts";
import { oncePer } from "./once-per.ts";

/**
 * Backends of a service that a frontend or route leads to, sorted by name: the one definition of what is in use. A
 * frontend that redirects uses none, even if it names one.
 */
export const reachedBackends = oncePer((service: LoneService): readonly Backend[] => {
  const reached = new Set([
    ...service.frontends.flatMap((frontend) => (frontend.redirect ? [] : (frontend.backend ?? []))),
    ...service.routes.flatMap((route) => route.backend ?? []),
  ]);
  return service.backends.filter((backend) => reached.has(backend));
});
