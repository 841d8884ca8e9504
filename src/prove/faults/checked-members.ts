import type { CheckSpec } from "../../contract/check-spec.ts";
import { compareText } from "../../contract/compare-text.ts";
import { present } from "../../contract/present.ts";
import type { CheckedMember } from "./planned-fault.ts";
import { type FaultScope, runs } from "./scope.ts";

/** A backend with the machines that may answer for it, reserve members last. */
export interface CheckedPool {
  readonly service: string;
  readonly backend?: string;
  readonly machines: readonly string[];
}

/** Backends in use, with their running members. */
export function poolsOf({ input, plan }: FaultScope): CheckedPool[] {
  const running = new Set(plan.machines.map(({ name }) => name));
  const pools = new Map<string, CheckedPool>();
  for (const { service, backend, targets } of input.claims.serves) {
    const able = (targets ?? []).filter(({ node, state }) => state === "active" && running.has(node));
    const sorted = able.toSorted((a, b) => Number(a.backup) - Number(b.backup));
    const machines = [...new Set(sorted.map(({ node }) => node))];
    if (machines.length > 0)
      pools.set(JSON.stringify([service, backend]), {
        service,
        ...present({ backend }),
        machines,
      });
  }
  return [...pools.values()];
}

/** A member with its check by a load balancer; `check` is absent if there is none. */
export interface Membership extends CheckedMember {
  /** `connect`: connection timeout to the member in milliseconds. */
  readonly check?: CheckSpec & { readonly connect?: number };
}

/** Members on load balancers that the lab runs, each place once per load balancer. */
export function memberships(scope: FaultScope): Membership[] {
  const { claims, fleet } = scope.input;
  const running = new Set(scope.plan.machines.map(({ name }) => name));
  const found = new Map<string, Membership>();
  for (const { service, nodes, targets } of claims.serves) {
    const connect = fleet.services.get(service)?.timeouts.connect;
    const asks = claims.checks.filter((each) => each.by === "haproxy" && each.service === service);
    for (const { node: member, address, port, state } of targets ?? []) {
      if (state !== "active" || !running.has(member)) continue;
      for (const balancer of nodes) {
        if (!running.has(balancer) || fleet.nodes.get(balancer)?.state !== "active") continue;
        if (!runs(scope, balancer, "haproxy")) continue;
        const check = asks.find((each) => each.address === address && each.nodes.includes(balancer))?.check;
        const timed = check === undefined || connect === undefined ? check : { ...check, connect };
        const key = JSON.stringify([balancer, service, address, port]);
        found.set(key, { balancer, member, service, address, port, ...(timed === undefined ? {} : { check: timed }) });
      }
    }
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}
