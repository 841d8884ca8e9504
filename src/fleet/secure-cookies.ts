import type { Backend, Service } from "../contract/fleet.ts";

/** Whether every frontend that leads to the backend is TLS: otherwise browsers would not return a cookie that is `Secure`. */
export function cookieIsSecure(service: Service, backend: Backend): boolean {
  const routed = service.routes.some((route) => route.backend === backend);
  return service.frontends
    .filter((frontend) => !frontend.redirect && (routed || frontend.backend === backend))
    .every((frontend) => frontend.spec.tls !== undefined);
}
