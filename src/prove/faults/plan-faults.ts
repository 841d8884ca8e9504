import { planMembers } from "./plan-members.ts";
import { planLinks, planReflectors } from "./plan-network-faults.ts";
import { planNodes } from "./plan-nodes.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";

/**
 * All faults for the fleet and its claims. Those that affect everything come first, because they must run alone.
 * @param isMeant selected services; faults that affect none of them are omitted
 */
export function planFaults(scope: FaultScope, isMeant: (service: string) => boolean): PlannedFault[] {
  return [...planReflectors(scope), ...planLinks(scope), ...planNodes(scope), ...planMembers(scope)].filter(
    ({ services }) => services.some(isMeant),
  );
}
