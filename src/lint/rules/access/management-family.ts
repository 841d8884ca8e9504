import { FAMILIES } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { emittedNodes } from "../../../fleet/emitted.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import type { Rule } from "../../rule.ts";

/** Whoever loads rules that shut him out has no way to take them back. */
export const managementFamily: Rule = {
  codes: {
    "node/no-management": {
      severity: "error",
      about:
        "A node has no address of a family in which `fleet.management` has networks, so that its firewall would let nobody " +
        "in to SSH. Nodes with `emit: {nftables: false}` have no firewall of ours.",
    },
  },
  // A network that is not there may be the one.
  wholeFleet: true,
  check(fleet, report) {
    const families = FAMILIES.filter((family) => fleet.management[family].length > 0);
    const what = families.map((family) => FAMILY_NAMES[family]).join(", ");
    for (const node of emittedNodes(fleet)) {
      if (node.spec.emit?.nftables === false) continue;
      if (families.some((family) => node.addresses[family] !== undefined)) continue;
      report({
        code: "node/no-management",
        message: `the firewall of ${node.name} would let nobody in to SSH: it has no ${what} address, and management has no other networks`,
        at: keyAt(node, "addresses"),
        notes: [{ message: "management is stated here", at: keyAt(fleet, "management") }],
        help: "add a network of its family to `management`, give it another address, or leave its firewall to its owner by `emit: {nftables: false}`",
        subject: { kind: "node", name: node.name },
      });
    }
  },
};
