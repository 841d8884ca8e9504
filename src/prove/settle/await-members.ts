import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import type { Lab } from "../../lab/lab.ts";
import type { AwaitOptions } from "./await-routes.ts";
import { balancerServers } from "./balancer-servers.ts";

/** Milliseconds between two polls. */
const PAUSE = 500;

/** Milliseconds by which checks may be late on a machine that runs a whole fleet. */
const LATE = 5000;

/**
 * Waits until load balancers use all members that they check: on a slow machine a check may have failed for a while. No longer
 * than the slowest check needs for a member that is well again.
 */
export async function awaitMembers(
  lab: Lab,
  { services }: Fleet,
  { isMeant, signal }: Pick<AwaitOptions, "isMeant" | "signal">,
): Promise<void> {
  const needed = [...services.values()]
    .filter(({ name }) => isMeant(name))
    .flatMap(({ backends }) => backends.map(({ check }) => check))
    .map((check) => (check === undefined ? 0 : check.rise * check.interval + check.timeout));
  const deadline = performance.now() + LATE + Math.max(0, ...needed);
  while (!signal.aborted && performance.now() < deadline) {
    const all = await balancerServers(lab);
    if (all.every(({ servers }) => servers.every(({ isUp }) => isUp))) return;
    await delay(PAUSE);
  }
}
