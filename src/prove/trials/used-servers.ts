import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import { balancerServers } from "../settle/balancer-servers.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** How many servers of each place a load balancer uses, by load balancer and place. */
export type UsedServers = ReadonlyMap<string, number>;

/** Servers that all load balancers of the lab use now. */
export async function usedServers(lab: Lab): Promise<UsedServers> {
  const used = new Map<string, number>();
  for (const { balancer, servers } of await balancerServers(lab)) {
    for (const { address, port, isUp } of servers) {
      const key = `${balancer} ${address} ${port}`;
      if (isUp) used.set(key, (used.get(key) ?? 0) + 1);
    }
  }
  return used;
}

/**
 * Waits until load balancers use at least the servers that they used before.
 * @param timeout milliseconds, after which it gives up: later questions show what is missing
 * @returns whether they used all of them at the first look
 */
export async function untilUsed(lab: Lab, before: UsedServers, timeout: number): Promise<boolean> {
  const deadline = performance.now() + timeout;
  for (let isFirst = true; ; isFirst = false) {
    const now = await usedServers(lab);
    const isComplete = [...before].every(([key, count]) => (now.get(key) ?? 0) >= count);
    if (isComplete || performance.now() > deadline) return isFirst && isComplete;
    await delay(PAUSE);
  }
}
