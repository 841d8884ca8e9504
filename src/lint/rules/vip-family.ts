import { FAMILY_NAMES } from "../../resolve/family-names.ts";
import { FAMILIES } from "../../resolve/fleet.ts";
import { keyAt } from "../../resolve/origin.ts";
import { allVips } from "../all-vips.ts";
import type { Rule } from "../rule.ts";
import { isChecked } from "../service-state.ts";
import { vipName, vipSubject } from "../vip-name.ts";

/** In a fleet that announces both families, a VIP with one of them is invisible to half of the clients. */
export const vipFamily: Rule = {
  codes: {
    "vip/family-missing": {
      severity: "warning",
      about:
        "The fleet announces both address families, and the VIP has one. Clients of the other can't reach its services. " +
        "Give it an address of both, or accept it.",
    },
    "node/family-missing": {
      severity: "notice",
      about:
        "A node that announces VIPs has no address of its own in a family that the fleet announces, so its routes of that " +
        "family have no next hop.",
    },
  },
  check(fleet, report) {
    const announced = FAMILIES.filter((family) => fleet.announce[family].length > 0);
    for (const vip of allVips(fleet)) {
      if (!vip.services.some(isChecked)) continue;
      for (const family of announced) {
        if (vip[family] !== undefined) continue;
        report({
          code: "vip/family-missing",
          message: `${vipName(vip)} has no ${FAMILY_NAMES[family]} address`,
          at: keyAt(vip),
          help: `give it an address of ${fleet.announce[family].join(" or ")}`,
          subject: vipSubject(vip),
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
          help: `give it one, or it can't announce VIPs in ${FAMILY_NAMES[family]}`,
          subject: { kind: "node", name: node.name },
        });
      }
    }
  },
};
