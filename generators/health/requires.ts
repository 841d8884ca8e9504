import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node } from "../../src/contract/fleet.ts";
import { type HealthVip, isAskedOn } from "./model.ts";

/** Programs that checks run on the node: Monitoring Plugins and commands; sorted. */
export function requiredFiles(fleet: Fleet, vips: readonly HealthVip[], node: Node): string[] {
  const checks = vips.flatMap((vip) => (isAskedOn(vip, node, fleet) ? vip.checks : []));
  const programs = checks.flatMap(({ question: [kind, , , program] }) => (kind === "run" ? [String(program)] : []));
  return [...new Set(programs)].sort(compareText);
}
