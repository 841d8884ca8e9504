import type { CheckSpec } from "../../contract/check-spec.ts";
import type { Claims } from "../../contract/claims.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { bfdTimers } from "../../fleet/announce/bfd-timers.ts";

/** Milliseconds on top of what the catalog says: two cores run a whole fleet, and what is seen is looked for every now and then. */
const SLACK = 5000;

/** Milliseconds until sessions are up again and routes have spread: BGP waits longer each time that it called in vain. */
const SESSIONS = 30_000;

/** Hold time of sessions that BFD does not watch, in milliseconds: between reflectors and routers, as generated. */
const HOLD = 30_000;

type Rhythm = Pick<CheckSpec, "interval" | "timeout" | "rise" | "fall">;

/**
 * HAProxy waits between the end of a check and the next one. A connection may take it the smaller of `connect`, in
 * milliseconds, and the interval, a handshake of TLS included, and the answer the check's timeout after that.
 */
export function untilTakenOut(checks: readonly (Rhythm & { readonly connect?: number })[]): number {
  const times = checks.map(
    ({ interval, timeout, fall, connect = interval }) => fall * (interval + Math.min(connect, interval) + timeout),
  );
  return Math.max(0, ...times) + SLACK;
}

/** Until a member that is well again is used. */
export function untilTakenIn(checks: readonly Rhythm[]): number {
  return Math.max(0, ...checks.map(({ interval, timeout, rise }) => rise * (interval + timeout))) + SLACK;
}

/** Until a node withdraws a VIP that is sick there: what the health program promises. */
export function untilWithdrawn(checks: readonly Rhythm[]): number {
  return Math.max(0, ...checks.map(({ interval, timeout, fall }) => fall * interval + timeout + 1000)) + SLACK;
}

/** Until routers know again a VIP that is well. */
export function untilAnnounced(checks: readonly Rhythm[]): number {
  return SESSIONS + Math.max(0, ...checks.map(({ interval, timeout, rise }) => rise * interval + timeout)) + SLACK;
}

/** Until a node that is gone without a word is missed. */
export function untilMissed(fleet: Fleet): number {
  const { interval, multiplier } = bfdTimers(fleet);
  return interval * multiplier + SLACK;
}

/** Until routers forget what a reflector told them that they can't reach. */
export function untilForgotten(): number {
  return HOLD + SLACK;
}

/** What a daemon asks about some services on some nodes. */
export function rhythms(
  claims: Claims,
  by: string,
  services: readonly string[],
  nodes: readonly string[],
): CheckSpec[] {
  return claims.checks
    .filter(
      (each) => each.by === by && services.includes(each.service) && each.nodes.some((node) => nodes.includes(node)),
    )
    .map(({ check }) => check);
}
