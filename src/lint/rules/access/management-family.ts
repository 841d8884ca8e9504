import { FAMILIES } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { emittedNodes } from "../../../fleet/emitted.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import type { Rule } from "../../rule.ts";

/** An operator who loads rules that lock them out cannot undo it. */
export const managementFamily: Rule = {
  codes: {
    "node/no-management": {
      severity: "error",
      about:
        "A node has no address of a family in which `fleet.management` has networks, so its firewall would let nobody " +
        "use SSH. Nodes with `emit: {nftables: false}` have no generated firewall.",
    },
  },
  // A missing network may be the one.
  wholeFleet: true,
  checkFleet(fleet, report) {
    const families = FAMILIES.filter((family) => fleet.management[family].length > 0);
    const what = families.map((family) => FAMILY_NAMES[family]).join(", ");
    for (const node of emittedNodes(fleet)) {
      if (node.spec.emit?.nftables === false) continue;
      if (families.some((family) => node.addresses[family] !== undefined)) continue;
      report({
        code: "node/no-management",
        message: `nobody could use SSH on ${node.name}: it has no ${what} address, and management has no other networks`,
        at: keyAt(node, "addresses"),
        notes: [{ message: "management is set here", at: keyAt(fleet, "management") }],
        help: "add a network of its family to `management`, give it another address, or disable its firewall with `emit: {nftables: false}`",
        subject: { kind: "node", name: node.name },
      });
    }
  },
};
