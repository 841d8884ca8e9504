import type { LabInput } from "../../lab/lab-input.ts";
import type { planListeners } from "../../lab/members/plan-listeners.ts";
import type { askersOf } from "./asker.ts";

/** The input of the planning. */
export interface Scope extends LabInput {
  /** Nodes with a generated firewall; others allow everybody. */
  readonly firewalled: ReadonlySet<string>;
  readonly listeners: ReturnType<typeof planListeners>;
  readonly askers: ReturnType<typeof askersOf>;
}
