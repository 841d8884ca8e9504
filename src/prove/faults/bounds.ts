import type { CheckSpec } from "../../contract/check-spec.ts";
import type { Claims } from "../../contract/claims.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { bfdTimers } from "../../fleet/announce/bfd-timers.ts";
import { HEALTH_LIFETIME } from "../../fleet/announce/interfaces.ts";

/** Milliseconds on top of the catalog's times, because two cores run a whole fleet, and results are polled. */
const SLACK = 5000;

/** Milliseconds until sessions are up again and routes have spread: BGP waits longer after each failed connection. */
const SESSIONS = 30_000;

/** Hold time of sessions without BFD, in milliseconds: between reflectors and routers, as generated. */
const HOLD = 30_000;

type Rhythm = Pick<CheckSpec, "interval" | "timeout" | "rise" | "fall">;

/**
 * HAProxy pauses between the end of a check and the next one. Its connection may take the smaller of `connect`, in
 * milliseconds, and the interval, including the TLS handshake, and then the answer may take the check's timeout.
 */
export function untilTakenOut(checks: readonly (Rhythm & { readonly connect?: number })[]): number {
  const times = checks.map(
    ({ interval, timeout, fall, connect = interval }) => fall * (interval + Math.min(connect, interval) + timeout),
  );
  return Math.max(0, ...times) + SLACK;
}

/** Until a member that is healthy again is used. */
export function untilTakenIn(checks: readonly Rhythm[]): number {
  return Math.max(0, ...checks.map(({ interval, timeout, rise }) => rise * (interval + timeout))) + SLACK;
}

/** Until a node withdraws an unhealthy VIP, as the health daemon guarantees. */
export function untilWithdrawn(checks: readonly Rhythm[]): number {
  return Math.max(0, ...checks.map(({ interval, timeout, fall }) => fall * interval + timeout + 1000)) + SLACK;
}

/** Until routers have the route to a healthy VIP again. */
export function untilAnnounced(checks: readonly Rhythm[]): number {
  return SESSIONS + Math.max(0, ...checks.map(({ interval, timeout, rise }) => rise * interval + timeout)) + SLACK;
}

/** Until routers notice a node that disappeared silently. */
export function untilMissed(fleet: Fleet): number {
  const { interval, multiplier } = bfdTimers(fleet);
  return interval * multiplier + SLACK;
}

/** Until the kernel removes the addresses that a dead health daemon left, which BIRD announces. */
export function untilLapsed(): number {
  return HEALTH_LIFETIME * 1000 + SLACK;
}

/** Until routers drop the routes of a reflector that they cannot reach. */
export function untilForgotten(): number {
  return HOLD + SLACK;
}

/** The checks that a daemon runs for some services on some nodes. */
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
