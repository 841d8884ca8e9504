import type { Backend, Service } from "../../contract/fleet.ts";

/** The cookie by which a load balancer remembers a client's member. */
export interface CookieWanted {
  readonly name: string;
  /** Attributes besides the time, in lower case, sorted: `httponly`, `samesite=lax`. */
  readonly attributes: readonly string[];
}

/** Undefined if there is none, or if raw lines may change it. */
export function cookieTowards(service: Service, backend: Backend): CookieWanted | undefined {
  const { persistence, haproxy } = backend.spec;
  if (persistence?.by !== "cookie" || persistence.name === undefined || haproxy !== undefined) return undefined;
  const { same_site: site } = persistence;
  const attributes = [
    "httponly",
    ...(isOnlySecure(service, backend) ? ["secure"] : []),
    ...(site === undefined ? [] : [`samesite=${site}`]),
  ];
  return { name: persistence.name, attributes: attributes.sort() };
}

/** Whether clients reach the backend over TLS alone: then browsers must not send the cookie otherwise. */
function isOnlySecure({ frontends, routes }: Service, backend: Backend): boolean {
  const isRouted = routes.some((route) => route.backend === backend);
  return frontends
    .filter((frontend) => !frontend.redirect && (isRouted || frontend.backend === backend))
    .every(({ spec }) => spec.tls !== undefined);
}
