import type { Cause } from "../../../contract/finding.ts";
import { FAMILIES, type Family, type Fleet } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { vipName, vipSubject } from "../../vips/vip-name.ts";

/** In a fleet that announces both families, a VIP with one of them is invisible to half of the clients. */
export const vipFamily: Rule = {
  codes: {
    "vip/family-missing": {
      severity: "warning",
      about:
        "The fleet announces both address families, but the VIP has one. Clients of the other cannot reach its services. " +
        "Give it an address of both, or accept it, for all VIPs in `defaults.vip`. Several such VIPs are one finding.",
    },
    "node/family-missing": {
      severity: "notice",
      about:
        "A node that announces VIPs has no address of its own in a family that the fleet announces, so its routes of that " +
        "family have no next hop.",
    },
  },
  checkFleet(fleet, report, indexes) {
    const announced = FAMILIES.filter((family) => fleet.announce[family].length > 0);
    const vips = indexes.vips.filter((vip) => vip.services.some(isChecked));
    for (const family of announced) {
      const cause = causeFor(fleet, family);
      for (const vip of vips) {
        if (vip[family] !== undefined) continue;
        report({
          code: "vip/family-missing",
          message: `${vipName(vip)} has no ${FAMILY_NAMES[family]} address`,
          at: keyAt(vip),
          help: `give it an address of ${fleet.announce[family].join(" or ")}`,
          subject: vipSubject(vip),
          cause,
        });
      }
    }
    for (const node of fleet.nodes.values()) {
      if (!node.managed || !(node.roles.has("load-balancer") || node.roles.has("anycast-server"))) continue;
      for (const family of announced) {
        if (node.addresses[family] !== undefined) continue;
        report({
          code: "node/family-missing",
          message: `${node.name} has no ${FAMILY_NAMES[family]} address`,
          at: keyAt(node, "addresses"),
          help: `give it one, or it cannot announce VIPs over ${FAMILY_NAMES[family]}`,
          subject: { kind: "node", name: node.name },
        });
      }
    }
  },
};

/** Several VIPs without a family are a decision about the fleet. */
function causeFor(fleet: Fleet, family: Family): Cause {
  return {
    at: keyAt(fleet, "announce"),
    message: `the fleet announces ${FAMILY_NAMES[family]}, but some VIPs have no ${FAMILY_NAMES[family]} address`,
    several: true,
    help: `give them addresses of ${fleet.announce[family].join(" or ")}, or accept this in \`defaults.vip\``,
  };
}
