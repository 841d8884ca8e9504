import type { Backend, Service } from "../../../src/contract/fleet.ts";
import { toMilliseconds } from "../../../src/fleet/durations.ts";
import { cookieIsSecure } from "../../../src/fleet/secure-cookies.ts";
import { PEERS } from "../process/peers.ts";
import { time } from "../quote.ts";

/** Entries of a table; each takes about 200 bytes. */
const SIZE = "200k";

/** How long a client keeps its member by default. */
const REMEMBERED = 30 * 60_000;

/** Attributes as browsers spell them (RFC 6265bis, section 4.1.2.7). */
const SAME_SITE = { none: "SameSite=None", lax: "SameSite=Lax", strict: "SameSite=Strict" } as const;

/** How a client keeps its member. What must be remembered is in a stick table that the load balancers share. */
export function persistenceLines(service: Service, backend: Backend): string[] {
  const { persistence } = backend.spec;
  if (persistence === undefined) return [];
  const expire = time(persistence.timeout === undefined ? REMEMBERED : toMilliseconds(persistence.timeout));
  const name = persistence.name ?? "";
  switch (persistence.by) {
    case "cookie": {
      const idle = persistence.timeout === undefined ? "" : ` maxidle ${expire}`;
      const secure = cookieIsSecure(service, backend) ? " secure" : "";
      const site = persistence.same_site === undefined ? "" : ` attr ${SAME_SITE[persistence.same_site]}`;
      return [`cookie ${name} insert indirect nocache httponly${secure}${idle}${site}`];
    }
    case "application-cookie":
      return [
        // Session values often have a common beginning that is longer than a key should be (JWT); their hashes differ.
        `stick-table type binary len 32 size ${SIZE} expire ${expire} peers ${PEERS}`,
        `stick match req.cook(${name}),sha2(256)`,
        `stick store-response res.cook(${name}),sha2(256)`,
      ];
    case "source":
      // A table of type ip would hold only IPv4.
      return [`stick-table type ipv6 size ${SIZE} expire ${expire} peers ${PEERS}`, "stick on src"];
  }
}

/** Whether a backend's persistence needs a table. */
export function needsPeers(backend: Backend): boolean {
  const by = backend.spec.persistence?.by;
  return by === "application-cookie" || by === "source";
}
