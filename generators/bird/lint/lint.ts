import type { Report } from "../../../src/contract/finding.ts";
import type { GeneratorInput } from "../../../src/contract/generator.ts";
import { lintFleet } from "./lint-fleet.ts";
import { lintNodes } from "./lint-nodes.ts";
import { lintServices } from "./lint-services.ts";

/** What is wrong with how VIPs are announced. */
export function lint({ fleet }: GeneratorInput, report: Report): void {
  for (const draft of [...lintFleet(fleet), ...lintNodes(fleet), ...lintServices(fleet)]) report(draft);
}
