import type { Fleet } from "../../contract/fleet.ts";
import type { Lab } from "../../lab/lab.ts";
import { untilTakenIn } from "../faults/bounds.ts";
import { awaitRoutes } from "../settle/await-routes.ts";
import type { TrialInput } from "./trial-input.ts";
import { type UsedServers, untilUsed } from "./used-servers.ts";

/**
 * Waits until everything is as before a trial during which load balancers could not use members: they use them again, and nodes
 * that withdrew a VIP meanwhile announce it again.
 */
export async function restoreMembers(lab: Lab, before: UsedServers, input: TrialInput): Promise<void> {
  const isUntouched = await untilUsed(lab, before, untilTakenIn(checksOf(input.fleet)));
  if (isUntouched) return;
  const { isMeant } = input;
  await awaitRoutes(lab, input, { isMeant, isFirst: false, onWait: () => {}, signal: new AbortController().signal });
}

function checksOf({ services }: Fleet) {
  return [...services.values()].flatMap(({ backends }) => backends.flatMap(({ check }) => check ?? []));
}
