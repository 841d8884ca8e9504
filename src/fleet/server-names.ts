import type { Backend, Member, Service } from "../contract/fleet.ts";

/**
 * Names that a load balancer may ask a member for in TLS, and whose certificate the member must show; the first is what
 * checks ask for. None where neither the catalog nor a host name of the service says one.
 *
 * The member's own `server_name` wins, then the backend's. Else the name is that of the request, so that members which
 * choose a site by server name see the host they are asked for. It is the first host name for streams, which say none, and
 * where requests for the others are redirected to it.
 */
export function serverNames(service: Service, backend: Backend, member?: Member): readonly string[] {
  const stated = member?.serverName ?? backend.spec.tls?.server_name;
  if (stated !== undefined) return [stated];
  const follows = backend.protocol === "http" && service.spec.canonical_redirect !== true;
  return follows ? service.hostnames : service.hostnames.slice(0, 1);
}
