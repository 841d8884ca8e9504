import { planMembers } from "./plan-members.ts";
import { planLinks, planReflectors } from "./plan-network-faults.ts";
import { planNodes } from "./plan-nodes.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";

/**
 * All that is broken on purpose, from the fleet and its claims. What touches everything comes first: it has to be alone.
 * @param isMeant services that are looked at; a fault that touches none of them is left out
 */
export function planFaults(scope: FaultScope, isMeant: (service: string) => boolean): PlannedFault[] {
  return [...planReflectors(scope), ...planLinks(scope), ...planNodes(scope), ...planMembers(scope)].filter(
    ({ services }) => services.some(isMeant),
  );
}
