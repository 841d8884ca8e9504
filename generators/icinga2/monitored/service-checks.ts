import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { memberPools, type WatchedPool } from "./pools.ts";
import { rosterOf } from "./roster.ts";
import { type Unasked, type VipCheck, vipQuestions } from "./vip-checks.ts";

/** What is checked of a service: at its VIP and its members. */
export interface ServiceChecks {
  readonly checks: readonly VipCheck[];
  readonly pools: readonly WatchedPool[];
  readonly unasked: readonly Unasked[];
}

/** The checks of each service of a fleet, worked out once: findings and files follow from them. */
export const serviceChecks = oncePer((fleet: Surroundings) => {
  const { masters } = rosterOf(fleet);
  return oncePer((service: LoneService): ServiceChecks => {
    const { checks, unasked } = vipQuestions(fleet, service, masters);
    const members = memberPools(fleet, service, masters);
    return { checks, pools: members.pools, unasked: [...unasked, ...members.unasked] };
  });
});
