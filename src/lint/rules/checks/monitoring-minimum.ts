import type { Service } from "../../../contract/fleet.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../user-place.ts";

/** An alarm about too few that are well can end. */
export const monitoringMinimum: Rule = {
  codes: {
    "monitoring/minimum-unreachable": {
      severity: "warning",
      about:
        "`monitoring.minimum_healthy` demands more than there are nodes or members that serve, so the alarm does not end until some return. What is draining, in maintenance or offline serves nobody. It is no error, since a node must be drained when it has to be.",
    },
    "monitoring/minimum-unchecked": {
      severity: "error",
      about:
        "`monitoring.minimum_healthy` counts members, and `monitoring.members: false` says that nobody checks them: no alarm would ever be raised. Remove one of the two.",
    },
  },
  wholeFleet: true,
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      const wanted = service.monitoring.minimumHealthy;
      if (wanted === undefined) continue;
      const subject = { kind: "service", name: service.name } as const;
      const at = userPlace(service, service, "monitoring", "minimum_healthy");
      if (!service.monitoring.checksMembers && service.balance.by === "haproxy") {
        report({
          code: "monitoring/minimum-unchecked",
          message: `monitoring of ${service.name} counts healthy members, but \`members: false\` leaves them unchecked`,
          at,
          notes: [{ message: "members are left out here", at: userPlace(service, service, "monitoring", "members") }],
          help: "remove one of the two",
          subject,
        });
        continue;
      }
      const most = mostHealthy(service);
      if (wanted <= most) continue;
      report({
        code: "monitoring/minimum-unreachable",
        message: `monitoring of ${service.name} demands ${wanted} that are well, but only ${most} serve`,
        at,
        help: most === 0 ? "remove it while nothing serves" : `write a number up to ${most}`,
        subject,
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
