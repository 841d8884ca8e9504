import type { HostRoute } from "./host-routes.ts";

/** BIRD takes no larger number, nor does the kernel (`fib_create_info`); BIRD's own default is 16. */
export const MOST_NEXT_HOPS = 255;

/** Few steps, so that a file that others look after does not change with each server. */
const STEPS = [16, 32, 64, 128];

/**
 * How many next hops routers have to share the traffic of one VIP among, those that drain or are offline today included.
 * `merge paths` of BIRD's kernel protocol leaves out what is beyond its limit, without a word.
 */
export function nextHopLimit(routes: readonly HostRoute[]): number {
  const most = routes.reduce((before, { nodes }) => Math.max(before, nodes.length), 0);
  return STEPS.find((step) => most <= step) ?? MOST_NEXT_HOPS;
}
