import type { Admit } from "../../contract/claim.ts";
import type { Claims } from "../../contract/claims.ts";
import type { Access, Fleet, PrefixSet, Transport } from "../../contract/fleet.ts";
import { type Admission, narrowAccess } from "../../fleet/narrow-access.ts";
import { holds, rangeOf } from "../../ip/address-range.ts";
import { familyOf } from "../../ip/family.ts";
import { ipaddr } from "../../ip/ipaddr.ts";

/** The place that a question reaches. */
export interface Destination {
  readonly address: string;
  readonly port: number;
  readonly transport: Transport;
}

/** Whether some firewall at the place admits an address, according to claims. */
export function isAdmitted(from: string, place: Destination, claims: Claims, fleet: Fleet): boolean {
  return claims.admits.some(
    (admit) => admit.address === place.address && isFor(admit, place) && isLetIn(from, admit, fleet),
  );
}

/** A port at a node's own address. */
export interface NodePort extends Destination {
  readonly node: string;
}

/** Whether the node's firewall admits an address to its port, according to claims. */
export function isAdmittedTo(from: string, { node, ...place }: NodePort, claims: Claims, fleet: Fleet): boolean {
  return claims.admits.some(
    (admit) =>
      admit.nodes.includes(node) &&
      (admit.address === "*" || admit.address === place.address) &&
      admit.family === familyOf(place.address) &&
      isFor(admit, place) &&
      isLetIn(from, admit, fleet),
  );
}

/** Whether a service, with the access of its frontend and routes, answers an address. */
export function isAllowed(
  from: string,
  fleet: Fleet,
  service: Access,
  ...narrower: readonly (Access | undefined)[]
): boolean {
  return !isBlocked(from, fleet) && isWithin(from, service, ...narrower);
}

/** The same without the fleet's blocked networks. */
export function isWithin(from: string, service: Access, ...narrower: readonly (Access | undefined)[]): boolean {
  return isIn(from, narrowAccess(familyOf(from), service, ...narrower));
}

function isFor(admit: Admit, { port, transport }: Destination): boolean {
  return admit.port === port && admit.transport === transport;
}

function isLetIn(from: string, admit: Admit, fleet: Fleet): boolean {
  return isIn(from, admit) && !(admit.public && isBlocked(from, fleet));
}

/** Whether an address is in one of the fleet's blocked networks. */
export function isBlocked(from: string, fleet: Fleet): boolean {
  return isIn(from, { sources: fleet.blocked[familyOf(from)], except: [] });
}

/** Whether an address is in some of the prefixes. */
export function isInAny(from: string, prefixes: PrefixSet): boolean {
  return isIn(from, { sources: prefixes[familyOf(from)], except: [] });
}

function isIn(from: string, { sources, except }: Admission): boolean {
  const range = rangeOf(from);
  const inAny = (prefixes: readonly string[]) => prefixes.some((prefix) => holds(rangeOf(prefix), range));
  return inAny(sources) && !inAny(except);
}

/** An address as in a URL or before a port. */
export function inBrackets(address: string): string {
  return familyOf(address) === "ipv6" ? `[${address}]` : address;
}

/** Whether two strings are the same address. */
export function isSameAddress(left: string, right: string): boolean {
  return ipaddr.isValid(left) && ipaddr.isValid(right) && canonical(left) === canonical(right);
}

function canonical(address: string): string {
  return ipaddr.process(address).toString();
}
