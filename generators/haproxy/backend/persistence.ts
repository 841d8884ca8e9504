import type { Backend, Service } from "../../../src/contract/fleet.ts";
import { toMilliseconds } from "../../../src/fleet/durations.ts";
import { PEERS } from "../process/peers.ts";
import { time } from "../quote.ts";

/** Entries of a table; each takes about 200 bytes. */
const SIZE = "200k";

/** For how long a client keeps its member where the catalog says nothing. */
const REMEMBERED = 30 * 60_000;

/** Attributes as browsers spell them (RFC 6265bis, section 4.1.2.7). */
const SAME_SITE = { none: "SameSite=None", lax: "SameSite=Lax", strict: "SameSite=Strict" } as const;

/** How a client keeps its member. What must be remembered is a stick table that the load balancers share. */
export function persistenceLines(service: Service, backend: Backend): string[] {
  const { persistence } = backend.spec;
  if (persistence === undefined) return [];
  const expire = time(persistence.timeout === undefined ? REMEMBERED : toMilliseconds(persistence.timeout));
  const name = persistence.name ?? "";
  switch (persistence.by) {
    case "cookie": {
      const idle = persistence.timeout === undefined ? "" : ` maxidle ${expire}`;
      const secure = isSecure(service, backend) ? " secure" : "";
      const site = persistence.same_site === undefined ? "" : ` attr ${SAME_SITE[persistence.same_site]}`;
      return [`cookie ${name} insert indirect nocache httponly${secure}${idle}${site}`];
    }
    case "application-cookie":
      return [
        // Sessions of many applications begin alike and differ after more bytes than a key should have (JWT): their hash differs.
        `stick-table type binary len 32 size ${SIZE} expire ${expire} peers ${PEERS}`,
        `stick match req.cook(${name}),sha2(256)`,
        `stick store-response res.cook(${name}),sha2(256)`,
      ];
    case "source":
      // A table of type ip would hold IPv4 alone.
      return [`stick-table type ipv6 size ${SIZE} expire ${expire} peers ${PEERS}`, "stick on src"];
  }
}

/** Whether a backend's persistence is remembered in a table. */
export function needsPeers(backend: Backend): boolean {
  const by = backend.spec.persistence?.by;
  return by === "application-cookie" || by === "source";
}

/** Whether every frontend that leads to the backend is TLS: else browsers would not send the cookie back. */
function isSecure(service: Service, backend: Backend): boolean {
  const routed = service.routes.some((route) => route.backend === backend);
  return service.frontends
    .filter((frontend) => !frontend.redirect && (routed || frontend.backend === backend))
    .every((frontend) => frontend.spec.tls !== undefined);
}
