import type { Backend, Member } from "../contract/fleet.ts";
import type { LoneService } from "../contract/lone-service.ts";

/**
 * Server names that a load balancer may send to a member in TLS, and that the member's certificate must cover; checks
 * send the first. None if neither the catalog nor a host name of the service gives one.
 *
 * The member's own `server_name` wins, then the backend's. Otherwise it is the host of the request, so members that
 * choose a site by server name see the requested host. It is the first host name for streams, which have no host, and
 * if requests for the others are redirected to it.
 */
export function serverNames(service: LoneService, backend: Backend, member?: Member): readonly string[] {
  const stated = member?.serverName ?? backend.spec.tls?.server_name;
  if (stated !== undefined) return [stated];
  const follows = backend.protocol === "http" && service.spec.canonical_redirect !== true;
  return follows ? service.hostnames : service.hostnames.slice(0, 1);
}
