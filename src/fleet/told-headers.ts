import type { Service } from "../contract/fleet.ts";

/** Headers by which HAProxy tells members about a request, besides the client's address. */
export const TOLD = {
  scheme: "X-Forwarded-Proto",
  host: "X-Forwarded-Host",
  port: "X-Forwarded-Port",
  id: "X-Request-ID",
} as const;

/** The same about the client's certificate, if the catalog asks for it; the first says whether there is one. */
export const TOLD_OF_CERTIFICATES: readonly string[] = [
  ...["X-SSL-Client-Verify", "X-SSL-Client-Subject-DN", "X-SSL-Client-Subject-CN"],
  ...["X-SSL-Client-Issuer-DN", "X-SSL-Client-Serial", "X-SSL-Client-Fingerprint"],
];

/** Headers that a service's load balancers may set or remove on requests to members, in the catalog's spelling. */
export function toldHeaders({ frontends }: Pick<Service, "frontends">): string[] {
  const own = frontends.flatMap(({ spec }) => Object.keys(spec.request_headers ?? {}));
  return [...new Set([...Object.values(TOLD), ...TOLD_OF_CERTIFICATES, "Upgrade", ...own])];
}
