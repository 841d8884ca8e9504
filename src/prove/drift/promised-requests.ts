import { isDeepStrictEqual } from "node:util";
import { CHECK_VOCABULARY } from "../../checks/vocabulary.ts";
import type { CheckSpec } from "../../contract/check-spec.ts";
import type { Check } from "../../contract/claim.ts";
import type { Backend, Member, Service } from "../../contract/fleet.ts";
import type { HeardRequest } from "../../contract/heard-request.ts";
import { present } from "../../contract/present.ts";
import { serverNames } from "../../fleet/server-names.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { Listener } from "../../lab/members/listener.ts";

/** What a member should receive from a load balancer that checks it. */
export interface PromisedRequest extends Pick<HeardRequest, "machine" | "address" | "port" | "from" | "tls"> {
  readonly service: string;
  readonly member: string;
  readonly balancer: string;
  /** Milliseconds between two checks. */
  readonly interval: number;
  readonly servername?: string;
  readonly host?: string;
  /** Whether nothing but checks comes directly from there: no stream of a client that the load balancer passes on. */
  readonly isAlone: boolean;
  /** For HTTP all of it, otherwise a pattern in the first data; absent if a connection is all. */
  readonly says?: RegExp | string;
}

/**
 * The health checks of load balancers as their members receive them. A check that only connects is left out, because HAProxy
 * closes such a connection before a program can notice.
 */
export function promisedRequests(
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
  listeners: readonly Listener[],
): PromisedRequest[] {
  const byPlace = new Map(listeners.map((listener) => [`${listener.address} ${listener.port}`, listener]));
  return claims.checks
    .filter(({ by, check }) => by === "haproxy" && check.type !== "tcp")
    .flatMap((claim): PromisedRequest[] => {
      const { address, port, family } = claim;
      const listener = byPlace.get(`${address} ${port}`);
      const found = memberOf(claim, fleet.services.get(claim.service));
      if (listener === undefined || found === undefined) return [];
      const { service, member, backend } = found;
      // The health daemon's own check may go through to a member.
      const isAlone = backend.protocol === "http" || (service.health.check?.type ?? "tcp") === "tcp";
      return claim.nodes.flatMap((balancer): PromisedRequest[] => {
        const from = fleet.nodes.get(balancer)?.addresses[family]?.address;
        if (from === undefined) return [];
        const about = { service: service.name, member: member.name, balancer, isAlone, interval: claim.check.interval };
        return [{ ...about, machine: listener.machine, address, port, from, ...contentOf(found, claim.check) }];
      });
    });
}

interface Found {
  readonly service: Service;
  readonly backend: Backend;
  readonly member: Member;
}

/** The member that a claim is about, if it is in use. */
function memberOf({ address, family, port, check }: Check, service: Service | undefined): Found | undefined {
  if (service === undefined || service.state === "maintenance") return undefined;
  for (const backend of service.backends.filter((each) => isDeepStrictEqual(each.check, check))) {
    const member = backend.members.find(
      (each) => each.node.addresses[family]?.address === address && (check.port ?? each.port) === port,
    );
    if (member !== undefined && member.state !== "maintenance") return { service, backend, member };
  }
  return undefined;
}

function contentOf(
  { service, backend, member }: Found,
  check: CheckSpec,
): Pick<PromisedRequest, "tls" | "servername" | "host" | "says"> {
  const isHttp = check.type === "http" || check.type === "https";
  const { tls } = CHECK_VOCABULARY[check.type];
  const isSecure =
    tls === "always" || (tls === "follows" && backend.spec.tls !== undefined && check.port === undefined);
  const [hostname] = service.hostnames;
  const [verified] = backend.spec.tls === undefined ? [] : serverNames(service, backend);
  const servername = isSecure ? (member.serverName ?? check.host ?? verified ?? hostname) : undefined;
  const host = isHttp ? (check.host ?? hostname) : undefined;
  return { tls: isSecure, ...present({ servername, host, says: saidBy(check, host) }) };
}

/** First data of a check. Some protocols begin with the server's greeting, and the check ends with it. */
function saidBy({ type, path = "/", user }: CheckSpec, host: string | undefined): RegExp | string | undefined {
  switch (type) {
    case "http":
    case "https":
      // HTTP/1.1 requires a host: RFC 9112, section 3.2.
      return `GET ${path} HTTP/${host === undefined ? "1.0" : "1.1"}`;
    case "smtp":
      return /^(EHLO|HELO) /;
    case "imap":
      return /LOGOUT/;
    case "redis":
      return /PING/;
    case "ldap":
      // A bind request: RFC 4511, 4.2.
      return /^\x30.\x02\x01.\x60/s;
    case "mqtt":
      // CONNECT: MQTT 3.1.1, 3.1.
      return /^\x10/;
    case "mysql":
    case "postgresql":
      return user === undefined ? undefined : new RegExp(user.replaceAll(/[^\w]/g, "\\$&"));
    default:
      return undefined;
  }
}
