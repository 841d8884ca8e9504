import type { Node, Vip } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";
import { vipName, vipSubject } from "../../vips/vip-name.ts";

/** A VIP that no node announces is unreachable; one that only one node announces fails with that node. */
export const vipNodes: Rule = {
  codes: {
    "vip/on-no-node": {
      severity: "error",
      about:
        "No node answers on the VIP: none of those in `balance.nodes` is managed and active, so the VIP is not announced.",
    },
    "vip/on-one-node": {
      severity: "warning",
      about:
        "Only one node answers on the VIP: when it reboots, the service is down. Add a node to `balance.nodes`, or accept it.",
    },
  },
  wholeFleet: true,
  checkFleet(_fleet, report, { vips }) {
    for (const vip of vips) {
      const service = vip.services.find(isEmitted);
      if (service === undefined) continue;
      const nodes = announcers(vip);
      const only = [...nodes][0];
      const at = userPlace(service, service, "balance", "nodes");
      if (only === undefined) {
        report({
          code: "vip/on-no-node",
          message: `no node answers on ${vipName(vip)}`,
          at,
          notes: service.balance.nodes.map((node) => ({
            message: describeAbsence(node),
            at: keyAt(node, node.managed ? "state" : "managed"),
          })),
          help: "add at least one managed node in state active",
          subject: vipSubject(vip),
        });
      } else if (nodes.size === 1) {
        report({
          code: "vip/on-one-node",
          message: `only ${only.name} answers on ${vipName(vip)}`,
          at,
          help: "add a second node, so that one can fail or reboot",
          subject: vipSubject(vip),
        });
      }
    }
  },
};

function announcers(vip: Vip): Set<Node> {
  const nodes = new Set<Node>();
  for (const service of vip.services) {
    if (!isEmitted(service)) continue;
    for (const node of service.balance.nodes) if (node.managed && node.state === "active") nodes.add(node);
  }
  return nodes;
}

function describeAbsence(node: Node): string {
  return node.managed ? `${node.name} is ${node.state}` : `${node.name} is not managed`;
}
