import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import { FIRST_CHECKS } from "../../contract/lab-daemon.ts";
import type { Lab } from "../../lab/lab.ts";
import type { AwaitOptions } from "./await-routes.ts";
import { balancerServers } from "./balancer-servers.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** Milliseconds by which checks may be late on a machine that runs a whole fleet. */
const LATE = 5000;

/**
 * Waits until each load balancer has the result of each member's first check: until then it treats members as healthy, whatever
 * they answer. The lab has these checks run early, whatever their interval. If results are missing after the longest that a
 * check may take, the questions will show it.
 */
export async function awaitChecks(
  lab: Lab,
  { services }: Fleet,
  { isMeant, signal }: Pick<AwaitOptions, "isMeant" | "signal">,
): Promise<void> {
  const checks = [...services.values()]
    .filter(({ name }) => isMeant(name))
    .flatMap(({ backends }) => backends.flatMap(({ check }) => check ?? []));
  const slowest = Math.max(0, ...checks.map(({ interval, timeout }) => Math.min(interval, FIRST_CHECKS) + timeout));
  const deadline = performance.now() + LATE + slowest;
  while (!signal.aborted && performance.now() < deadline) {
    const all = await balancerServers(lab);
    if (!all.some(({ servers }) => servers.some(({ isPending }) => isPending))) return;
    await delay(PAUSE);
  }
}
