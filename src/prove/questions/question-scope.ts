import type { LabInput } from "../../lab/lab-input.ts";
import type { planListeners } from "../../lab/members/plan-listeners.ts";
import type { askersOf } from "./asker.ts";

/** What a plan of questions is made from. */
export interface Scope extends LabInput {
  /** Nodes whose firewall is generated: others let everybody in. */
  readonly firewalled: ReadonlySet<string>;
  readonly listeners: ReturnType<typeof planListeners>;
  readonly askers: ReturnType<typeof askersOf>;
}
