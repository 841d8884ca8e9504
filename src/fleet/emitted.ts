import { compareText } from "../contract/compare-text.ts";
import type { Fleet, Node } from "../contract/fleet.ts";
import type { LoneService } from "../contract/lone-service.ts";

/** Nodes that files are written for, sorted by name. */
export function emittedNodes(fleet: Fleet): Node[] {
  return [...fleet.nodes.values()]
    .filter((node) => node.managed && node.state !== "planned")
    .sort((a, b) => compareText(a.name, b.name));
}

/** Whether anything is configured for the service. */
export function isEmitted(service: LoneService): boolean {
  return service.state !== "planned" && service.state !== "retired";
}
