import { setTimeout as delay } from "node:timers/promises";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** How many servers of each place a load balancer uses, by load balancer and place. */
export type UsedServers = ReadonlyMap<string, number>;

/** Servers that all load balancers of the lab use now. */
export async function usedServers(lab: Lab): Promise<UsedServers> {
  const used = new Map<string, number>();
  await Promise.all(
    lab.plan.machines.flatMap(({ name }) =>
      daemonsOf(lab.files(name)).map(async ({ servers }) => {
        if (servers === undefined) return;
        const { stdout } = await lab.exec(name, servers.show);
        for (const { address, port, isUp } of servers.read(stdout)) {
          const key = `${name} ${address} ${port}`;
          if (isUp) used.set(key, (used.get(key) ?? 0) + 1);
        }
      }),
    ),
  );
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
