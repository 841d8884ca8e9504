import type { Report } from "../../../src/contract/finding.ts";
import type { Model } from "../model.ts";
import { lintFleet } from "./lint-fleet.ts";
import { lintNodes } from "./lint-nodes.ts";

/** What is wrong with how VIPs are announced. */
export function lint(model: Model, report: Report): void {
  for (const draft of [...lintFleet(model), ...lintNodes(model)]) report(draft);
}
