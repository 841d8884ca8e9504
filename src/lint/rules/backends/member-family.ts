import { keyAt } from "../../../contract/origin.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";

/** Load balancers reach members in one family, so both ends need an address of it. */
export const memberFamily: Rule = {
  codes: {
    "member/no-address": {
      severity: "error",
      about:
        "A member, or a load balancer in front of it, has no address of `fleet.member_family`, the family in which load " +
        "balancers reach members.",
    },
  },
  checkService(service, report, fleet) {
    if (!isChecked(service) || service.balance.by !== "haproxy" || service.backends.length === 0) return;
    const family = fleet.memberFamily;
    const members = service.backends.flatMap((backend) => backend.members.map((member) => member.node));
    for (const node of [...service.balance.nodes, ...members]) {
      if (node.addresses[family] !== undefined) continue;
      const part = service.balance.nodes.includes(node) ? "a load balancer" : "a member";
      report({
        code: "member/no-address",
        message: `${node.name} has no ${FAMILY_NAMES[family]} address and is ${part} of ${service.name}`,
        at: keyAt(node, "addresses"),
        once: true,
        notes: [{ message: `members are reached over ${FAMILY_NAMES[family]}`, at: keyAt(fleet, "member_family") }],
        help: `give it an ${FAMILY_NAMES[family]} address`,
        subject: { kind: "node", name: node.name },
      });
    }
  },
};
