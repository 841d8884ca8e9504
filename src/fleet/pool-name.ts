/**
 * HAProxy's name for a service's backend, used by all daemons that query it: `www.web`; with a colon if a dot in either
 * name would make it ambiguous. Names in the catalog have no colon.
 */
export function poolName(service: string, backend: string): string {
  return `${service}${service.includes(".") || backend.includes(".") ? ":" : "."}${backend}`;
}

/** Service and backend of a name; undefined if it belongs to no service, such as a table's. */
export function readPoolName(name: string): { service: string; backend: string } | undefined {
  const at = name.includes(":") ? name.lastIndexOf(":") : name.lastIndexOf(".");
  return at < 0 ? undefined : { service: name.slice(0, at), backend: name.slice(at + 1) };
}
