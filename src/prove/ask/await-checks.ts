import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { AwaitOptions } from "./await-routes.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** Milliseconds by which checks may be late on a machine that runs a whole fleet. */
const LATE = 5000;

/**
 * Waits until each load balancer has the result of each member's first check: until then it treats members as healthy, whatever
 * they answer. If results are missing after the time of the slowest check, the questions will show it.
 */
export async function awaitChecks(
  lab: Lab,
  { services }: Fleet,
  { isMeant, signal }: Pick<AwaitOptions, "isMeant" | "signal">,
): Promise<void> {
  const balancers = lab.plan.machines.flatMap(({ name }) =>
    daemonsOf(lab.files(name)).flatMap(({ servers }) => (servers === undefined ? [] : [{ name, servers }])),
  );
  const slowest = [...services.values()]
    .filter(({ name }) => isMeant(name))
    .flatMap(({ backends }) => backends.map(({ check }) => (check === undefined ? 0 : check.interval + check.timeout)));
  const deadline = performance.now() + LATE + Math.max(0, ...slowest);
  const isPending = async ({ name, servers }: (typeof balancers)[number]) => {
    const { stdout } = await lab.exec(name, servers.show);
    return servers.read(stdout).some((server) => server.isPending);
  };
  while (!signal.aborted && performance.now() < deadline) {
    const pending = await Promise.all(balancers.map(isPending));
    if (!pending.includes(true)) return;
    await delay(PAUSE);
  }
}
