import { FAMILIES } from "../../contract/fleet.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { planListeners } from "../../lab/members/plan-listeners.ts";
import type { LabPlan } from "../../lab/network/lab-plan.ts";
import { askersOf } from "./asker.ts";

/** The input of the planning. */
export interface Scope extends LabInput {
  /** Nodes with a generated firewall; others allow everybody. */
  readonly firewalled: ReadonlySet<string>;
  readonly listeners: ReturnType<typeof planListeners>;
  readonly askers: ReturnType<typeof askersOf>;
}

export function scopeOf(input: LabInput, { clients }: Pick<LabPlan, "clients">): Scope {
  const { tree } = input;
  const firewalled = tree.units.filter(({ daemon }) => daemon === "nftables").map(({ node }) => node);
  return {
    ...input,
    firewalled: new Set(firewalled),
    listeners: planListeners(input),
    askers: FAMILIES.flatMap((family) => askersOf(clients, family)),
  };
}
