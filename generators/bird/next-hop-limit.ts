import type { HostRoute } from "./host-routes.ts";

/** Neither BIRD nor the kernel (`fib_create_info`) accepts a larger number; BIRD's own default is 16. */
export const MOST_NEXT_HOPS = 255;

/** Few steps, so a file that other operators maintain does not change with each server. */
const STEPS = [16, 32, 64, 128];

/**
 * How many next hops routers must share one VIP's traffic among, including nodes that drain or are offline today.
 * `merge paths` of BIRD's kernel protocol silently drops those beyond its limit.
 */
export function nextHopLimit(routes: readonly HostRoute[]): number {
  const most = routes.reduce((before, { nodes }) => Math.max(before, nodes.length), 0);
  return STEPS.find((step) => most <= step) ?? MOST_NEXT_HOPS;
}
