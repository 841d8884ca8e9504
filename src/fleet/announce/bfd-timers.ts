import type { Fleet } from "../../contract/fleet.ts";
import { toMilliseconds } from "../durations.ts";

/** Faster timers flap on a machine under load; a dead peer is noticed within 0.9 s. */
const CALM = { interval: 300, multiplier: 3 } as const;

/** BFD timers: milliseconds between packets, and how many must be missing. */
export function bfdTimers(fleet: Fleet): { interval: number; multiplier: number } {
  const stated = fleet.spec.bird?.bfd;
  return {
    interval: stated?.interval === undefined ? CALM.interval : toMilliseconds(stated.interval),
    multiplier: stated?.multiplier ?? CALM.multiplier,
  };
}
