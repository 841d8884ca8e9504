import type { Report } from "../../diagnostics/finding.ts";
import { FAMILIES, type Family, type Fleet, type Node, type Vip } from "../../resolve/fleet.ts";
import { keyAt } from "../../resolve/origin.ts";
import { allVips } from "../all-vips.ts";
import type { Rule } from "../rule.ts";
import { vipAddresses, vipName } from "../vip-name.ts";

/** An address belongs to one machine, and those of VIPs to none. */
export const nodeAddress: Rule = {
  codes: {
    "node/address-twice": {
      severity: "error",
      about: "Two nodes have the same address. Planned and offline nodes count, since their address is taken too.",
    },
    "node/address-is-vip": {
      severity: "error",
      about:
        "A node's own address is that of a VIP. VIPs are announced by several nodes and move between them; a node that has " +
        "one as its own answers for it whether the service is well or not.",
    },
  },
  check(fleet, report) {
    const vips = vipsByAddress(fleet);
    const owners = new Map<string, Node>();
    for (const node of fleet.nodes.values()) {
      for (const family of FAMILIES) {
        const address = node.addresses[family]?.address;
        if (address === undefined) continue;
        const owner = owners.get(address);
        if (owner === undefined) owners.set(address, node);
        else reportTwice(node, owner, family, address, report);
        const vip = vips.get(address);
        if (vip !== undefined) reportVip(node, vip, family, address, report);
      }
    }
  },
};

function vipsByAddress(fleet: Fleet): Map<string, Vip> {
  const vips = new Map<string, Vip>();
  for (const vip of allVips(fleet)) for (const address of vipAddresses(vip)) vips.set(address, vip);
  return vips;
}

function reportTwice(node: Node, owner: Node, family: Family, address: string, report: Report): void {
  report({
    code: "node/address-twice",
    message: `${node.name} and ${owner.name} have the same address ${address}`,
    at: keyAt(node, "addresses", family),
    notes: [{ message: `${owner.name} has it here`, at: keyAt(owner, "addresses", family) }],
    help: "correct one of them",
    subject: { kind: "node", name: node.name },
  });
}

function reportVip(node: Node, vip: Vip, family: Family, address: string, report: Report): void {
  report({
    code: "node/address-is-vip",
    message: `${address} is the address of ${node.name} and of ${vipName(vip)}`,
    at: keyAt(node, "addresses", family),
    notes: [{ message: "the VIP is declared here", at: keyAt(vip, family) }],
    help: "give the node an address of its own subnet, or the VIP one of fleet.announce",
    subject: { kind: "node", name: node.name },
  });
}
