import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { findSharer } from "../../vips/services-by-address.ts";
import { vipName } from "../../vips/vip-name.ts";

/** `health.minimum_members` withdraws a VIP when too few members are up, on every load balancer at once. */
export const healthMembers: Rule = {
  codes: {
    "health/minimum-members-shared": {
      severity: "error",
      about:
        "A service on a shared VIP requires members for its announcement: its members could take the other services down. Give " +
        "it a VIP of its own, or remove `minimum_members`.",
    },
    "health/minimum-members-unmet": {
      severity: "error",
      about:
        "A service requires more members for its announcement than it has, so its VIP would never be announced. In testing " +
        "and production, members that drain, are in maintenance (as on planned and offline nodes) or have weight 0 do not count.",
    },
  },
  wholeFleet: true,
  checkService(service, report) {
    const minimum = service.health.minimumMembers;
    if (minimum === undefined || !isChecked(service)) return;
    const members = countMembers(service);
    if (members >= minimum) return;
    report({
      code: "health/minimum-members-unmet",
      message: `${service.name} requires ${minimum} members, but has ${members}${isRunning(service) ? " active" : ""}`,
      at: keyAt(service, "health", "minimum_members"),
      help: "lower the number, or add or activate members; otherwise the VIP is never announced",
      subject: { kind: "service", name: service.name },
    });
  },
  checkFleet(fleet, report, { byAddress }) {
    for (const service of fleet.services.values()) {
      if (service.health.minimumMembers === undefined || !isChecked(service)) continue;
      const sharer = findSharer(byAddress, service, isChecked);
      if (sharer === undefined) continue;
      report({
        code: "health/minimum-members-shared",
        message: `${service.name} requires members for ${vipName(service.vip)}, which it shares with ${sharer.name}`,
        at: keyAt(service, "health", "minimum_members"),
        notes: [{ message: `${sharer.name} uses it too`, at: keyAt(sharer, "vip") }],
        help: "give it a VIP of its own, or remove `minimum_members`",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

/** Members that can be up, each once. For a service that does not run yet, or is stopped for now, those it will run with. */
function countMembers(service: LoneService): number {
  const members = reachedBackends(service).flatMap((backend) => backend.members);
  const counted = members.filter(({ state, weight }) => !isRunning(service) || (state === "active" && weight > 0));
  return new Set(counted.map((member) => member.name)).size;
}

function isRunning({ state }: LoneService): boolean {
  return state === "testing" || state === "production";
}
