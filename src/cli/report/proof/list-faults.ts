import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { LabInput } from "../../../lab/lab-input.ts";
import type { LabPlan } from "../../../lab/network/lab-plan.ts";
import { planFaults } from "../../../prove/faults/plan-faults.ts";

/** A line for each fault: what is broken, the services that it affects, and how long that may last. */
export function listFaults(input: LabInput, plan: LabPlan, only: ReadonlySet<string> | undefined): string {
  return planFaults({ input, plan }, (service) => only === undefined || only.has(service))
    .map(({ name, services, bounds }) => {
      const touched = services.filter((service) => only === undefined || only.has(service));
      const out = bounds.out === 0 ? "no failover needed" : `fails over within ${seconds(bounds.out)}`;
      return `${escapeControls(`fault: ${name}: ${out}, recovers within ${seconds(bounds.back)}; ${touched.join(", ")}`)}\n`;
    })
    .join("");
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
