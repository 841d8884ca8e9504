import type { Role } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

const NEEDED: Readonly<Record<LoneService["balance"]["by"], Role>> = {
  haproxy: "load-balancer",
  anycast: "anycast-server",
};

/** The kind of balancing decides which roles its nodes need: HAProxy is only generated for load balancers. */
export const balanceRole: Rule = {
  codes: {
    "balance/role": {
      severity: "error",
      about:
        "A node in `balance.nodes` lacks the role that the balance needs: load-balancer for haproxy, anycast-server for " +
        "anycast. Nothing would answer there.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    const needed = NEEDED[service.balance.by];
    const unfit = service.balance.nodes.filter((node) => !node.roles.has(needed));
    if (unfit.length === 0) return;
    const names = unfit.map((node) => node.name).join(", ");
    report({
      code: "balance/role",
      message: `${service.name} is balanced by ${service.balance.by} on nodes without the role ${needed}: ${names}`,
      at: userPlace(service, service, "balance", "nodes"),
      notes: unfit.map((node) => ({
        message: `the roles of ${node.name} are ${[...node.roles].join(", ")}`,
        at: keyAt(node, "roles"),
      })),
      help: `use nodes with the role ${needed}, or give them that role`,
      subject: { kind: "service", name: service.name },
    });
  },
};
