import type { Backend, Service } from "../../contract/fleet.ts";
import { cookieIsSecure } from "../../fleet/secure-cookies.ts";

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
    ...(cookieIsSecure(service, backend) ? ["secure"] : []),
    ...(site === undefined ? [] : [`samesite=${site}`]),
  ];
  return { name: persistence.name, attributes: attributes.sort() };
}
