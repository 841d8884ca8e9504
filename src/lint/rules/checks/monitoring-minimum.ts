import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** An alert about too few healthy members can end. */
export const monitoringMinimum: Rule = {
  codes: {
    "monitoring/minimum-unreachable": {
      severity: "warning",
      about:
        "`monitoring.minimum_healthy` requires more nodes or members than serve, so it stays critical until some return. Nodes and members that are draining, in maintenance or offline do not serve. It is not an error, because draining a node must always be possible.",
    },
    "monitoring/minimum-unchecked": {
      severity: "error",
      about:
        "`monitoring.minimum_healthy` counts members, but `monitoring.members: false` disables their checks: it would never become critical. Remove one of the two.",
    },
  },
  wholeFleet: true,
  checkService(service, report) {
    const wanted = service.monitoring.minimumHealthy;
    if (wanted === undefined) return;
    const subject = { kind: "service", name: service.name } as const;
    const at = userPlace(service, service, "monitoring", "minimum_healthy");
    if (!service.monitoring.checksMembers && service.balance.by === "haproxy") {
      report({
        code: "monitoring/minimum-unchecked",
        message: `monitoring of ${service.name} counts healthy members, but \`members: false\` disables their checks`,
        at,
        notes: [{ message: "members are excluded here", at: userPlace(service, service, "monitoring", "members") }],
        help: "remove one of the two",
        subject,
      });
      return;
    }
    const most = mostHealthy(service);
    if (wanted <= most) return;
    report({
      code: "monitoring/minimum-unreachable",
      message: `monitoring of ${service.name} requires ${wanted} healthy, but only ${most} serve`,
      at,
      help: most === 0 ? "remove it while nothing serves" : `write a number up to ${most}`,
      subject,
    });
  },
};

/**
 * Anycast counts nodes; behind a load balancer nodes or members count, whichever are more. What drains, is in
 * maintenance or offline serves nobody.
 */
function mostHealthy({ balance, backends }: LoneService): number {
  const serving = (each: readonly { readonly state: string }[]): number =>
    each.filter(({ state }) => state === "active").length;
  const pools = balance.by === "anycast" ? [] : backends.map((backend) => serving(backend.members));
  return Math.max(serving(balance.nodes), ...pools);
}
