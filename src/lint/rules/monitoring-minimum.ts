import type { Service } from "../../resolve/fleet.ts";
import type { Rule } from "../rule.ts";
import { userPlace } from "../user-place.ts";

/** An alarm about too few that are well can end. */
export const monitoringMinimum: Rule = {
  codes: {
    "monitoring/minimum-unreachable": {
      severity: "warning",
      about:
        "`monitoring.minimum_healthy` demands more than there are nodes or members that serve, so the alarm does not end until some return. What is draining, in maintenance or offline serves nobody. It is no error, since a node must be drained when it has to be.",
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
        message: `monitoring of ${service.name} demands ${wanted} that are well, but only ${most} serve`,
        at: userPlace(service, service, "monitoring", "minimum_healthy"),
        help: most === 0 ? "remove it while nothing serves" : `write a number up to ${most}`,
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

/**
 * Anycast counts nodes; behind a load balancer it may be nodes or members that count, whichever are more. What drains, is
 * mended or away serves nobody.
 */
function mostHealthy({ balance, backends }: Service): number {
  const serving = (each: readonly { readonly state: string }[]): number =>
    each.filter(({ state }) => state === "active").length;
  const pools = balance.by === "anycast" ? [] : backends.map((backend) => serving(backend.members));
  return Math.max(serving(balance.nodes), ...pools);
}
