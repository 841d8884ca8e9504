import { compareText } from "../../src/claims/compare-text.ts";
import type { Fleet, Node } from "../../src/resolve/fleet.ts";
import { healthVips, isAskedOn } from "./model.ts";

/** `check_dig` runs it; it is of another package. */
const DIG = "/usr/bin/dig";

/** Programs that checks run on the node: Monitoring Plugins, what those need, and commands; sorted. */
export function requiredFiles(fleet: Fleet, node: Node): string[] {
  const checks = healthVips(fleet).flatMap((vip) => (isAskedOn(vip, node, fleet) ? vip.checks : []));
  const programs = checks.flatMap(({ question: [kind, , , program] }) => {
    if (kind !== "run") return [];
    const path = String(program);
    return path.endsWith("/check_dig") ? [path, DIG] : [path];
  });
  return [...new Set(programs)].sort(compareText);
}
