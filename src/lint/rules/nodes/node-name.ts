import { keyAt } from "../../../contract/origin.ts";
import { ROOT_NAMES } from "../../../contract/root-names.ts";
import type { Rule } from "../../rule.ts";

/** A node's folder in the tree is named after the node. */
export const nodeName: Rule = {
  codes: {
    "node/reserved-name": {
      severity: "error",
      about: `A node has the name of a file that intentlb writes beside the nodes' folders: ${ROOT_NAMES.map((name) => `\`${name}\``).join(", ")}.`,
    },
  },
  checkFleet(fleet, report) {
    for (const node of fleet.nodes.values()) {
      if (!ROOT_NAMES.includes(node.name)) continue;
      report({
        code: "node/reserved-name",
        message: `node ${node.name} has the name of a file that intentlb writes beside the nodes' folders`,
        at: keyAt(node),
        help: "give the node another name",
        subject: { kind: "node", name: node.name },
      });
    }
  },
};
