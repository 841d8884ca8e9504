import { keyAt } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";

/** A group that something refers to has nodes. */
export const groupEmpty: Rule = {
  codes: {
    "group/empty": {
      severity: "error",
      about:
        "Something refers to a group without nodes: an empty backend, or a service that is not announced. Nodes join a group by their `groups`.",
    },
  },
  wholeFleet: true,
  checkFleet(fleet, report, { names: { nodes: used } }) {
    for (const [name, group] of fleet.groups) {
      const use = used.get(name);
      if (use === undefined || group.nodes.length > 0) continue;
      report({
        code: "group/empty",
        message: `group ${name} is used, but no node belongs to it`,
        at: keyAt(group),
        notes: [{ message: "used here", at: use }],
        help: `add \`groups: [${name}]\` to its nodes`,
      });
    }
  },
};
