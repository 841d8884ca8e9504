import type { Backend, Service } from "../resolve/fleet.ts";

/** Backends that a frontend or route leads to. */
export function usedBackends(service: Service): ReadonlySet<Backend> {
  const used = new Set<Backend>();
  for (const { backend } of [...service.frontends, ...service.routes]) if (backend !== undefined) used.add(backend);
  return used;
}
