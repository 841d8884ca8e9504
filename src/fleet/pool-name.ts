/**
 * What HAProxy calls a service's backend, wherever daemons ask it about one: `www.web`; with a colon where a dot in either
 * name would make it ambiguous. Names of the catalog hold no colon.
 */
export function poolName(service: string, backend: string): string {
  return `${service}${service.includes(".") || backend.includes(".") ? ":" : "."}${backend}`;
}

/** Whose backend has a name; undefined for one of no service, such as a table's. */
export function readPoolName(name: string): { service: string; backend: string } | undefined {
  const at = name.includes(":") ? name.lastIndexOf(":") : name.lastIndexOf(".");
  return at < 0 ? undefined : { service: name.slice(0, at), backend: name.slice(at + 1) };
}
