import type { Service } from "../../resolve/fleet.ts";
import type { Rule } from "../rule.ts";
import { userPlace } from "../user-place.ts";

/** An alarm about too few that are well can end. */
export const monitoringMinimum: Rule = {
  codes: {
    "monitoring/minimum-unreachable": {
      severity: "error",
      about:
        "`monitoring.minimum_healthy` demands more than there are nodes and members, so the alarm would never end.",
    },
  },
  wholeFleet: true,
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      const wanted = service.monitoring.minimumHealthy;
      const most = mostHealthy(service);
      if (wanted === undefined || wanted <= most) continue;
      report({
        code: "monitoring/minimum-unreachable",
        message: `monitoring of ${service.name} demands ${wanted} that are well, but there are only ${most}`,
        at: userPlace(service, service, "monitoring", "minimum_healthy"),
        help: `write a number up to ${most}`,
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

/** Anycast counts nodes; behind a load balancer it may be nodes or members that count, whichever are more. */
function mostHealthy({ balance, backends }: Service): number {
  const pools = balance.by === "anycast" ? [] : backends.map((backend) => backend.members.length);
  return Math.max(balance.nodes.length, ...pools);
}
