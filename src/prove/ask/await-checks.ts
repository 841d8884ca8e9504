import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import { haproxy } from "../../lab/daemons/haproxy.ts";
import type { Lab } from "../../lab/lab.ts";
import { readServers, SHOW_SERVERS } from "../faults/read-servers.ts";
import type { AwaitOptions } from "./await-routes.ts";

/** Milliseconds between two looks. */
const PAUSE = 300;

/** Milliseconds that checks may be late, on a machine that runs a whole fleet. */
const LATE = 5000;

/**
 * Waits until each HAProxy has the result of each member's first check: until then it takes members for well, whatever they
 * answer. What is still open when the slowest check has had its time is left to the questions.
 */
export async function awaitChecks(
  lab: Lab,
  { services }: Fleet,
  { isMeant, signal }: Pick<AwaitOptions, "isMeant" | "signal">,
): Promise<void> {
  const balancers = lab.plan.machines.filter(({ name }) => haproxy.runs(lab.files(name)));
  const slowest = [...services.values()]
    .filter(({ name }) => isMeant(name))
    .flatMap(({ backends }) => backends.map(({ check }) => (check === undefined ? 0 : check.interval + check.timeout)));
  const deadline = performance.now() + LATE + Math.max(0, ...slowest);
  const isPending = async (balancer: string) => {
    const { stdout } = await lab.exec(balancer, SHOW_SERVERS);
    return readServers(stdout).some((server) => server.isPending);
  };
  while (!signal.aborted && performance.now() < deadline) {
    const pending = await Promise.all(balancers.map(({ name }) => isPending(name)));
    if (!pending.includes(true)) return;
    await delay(PAUSE);
  }
}
