import type { Backend, Service } from "../../../src/contract/fleet.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { reachedBackends } from "../../../src/fleet/reached-backends.ts";

/** A backend together with the service that owns it. */
export interface ServiceBackend {
  readonly service: Service;
  readonly backend: Backend;
}

/** Backends of a service that a frontend or route leads to, sorted by name. */
export const usedBackends = oncePer((service: Service): readonly ServiceBackend[] =>
  reachedBackends(service).map((backend) => ({ service, backend })),
);
