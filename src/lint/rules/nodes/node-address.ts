import type { Report } from "../../../contract/finding.ts";
import { FAMILIES, type Family, type HostAddress, type Node, type Vip } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import { ipaddr } from "../../../ip/ipaddr.ts";
import { isUnicast } from "../../../ip/is-unicast.ts";
import type { Rule } from "../../rule.ts";
import { vipAddresses, vipName } from "../../vips/vip-name.ts";

/** An address belongs to one machine, and those of VIPs to none. */
export const nodeAddress: Rule = {
  codes: {
    "node/address-twice": {
      severity: "error",
      about: "Two nodes have the same address. Planned and offline nodes count, because their addresses are taken too.",
    },
    "node/address-is-vip": {
      severity: "error",
      about:
        "A node's own address is that of a VIP. VIPs are announced by several nodes and move between them; a node that has " +
        "one as its own answers for it whether the service is healthy or not.",
    },
    "node/not-unicast": {
      severity: "error",
      about:
        "A node's address is not valid for a machine: a wildcard, loopback, link-local, multicast or broadcast address, or that of its " +
        "subnet as a whole. Firewalls, load balancers and BGP peers would use an address where nothing answers.",
    },
  },
  checkFleet(fleet, report, { vips: all }) {
    const vips = vipsByAddress(all);
    const owners = new Map<string, Node>();
    for (const node of fleet.nodes.values()) {
      for (const family of FAMILIES) {
        const own = node.addresses[family];
        if (own === undefined) continue;
        const { address } = own;
        const why = isUnicast(address) ? subnetFault(own).why : "";
        if (why !== undefined)
          reportNotUnicast(node, family, `${address} is not a valid address of ${node.name}${why}`, report);
        const owner = owners.get(address);
        if (owner === undefined) owners.set(address, node);
        else reportTwice(node, owner, family, address, report);
        const vip = vips.get(address);
        if (vip !== undefined) reportVip(node, vip, family, address, report);
      }
    }
  },
};

function vipsByAddress(all: readonly Vip[]): Map<string, Vip> {
  const vips = new Map<string, Vip>();
  for (const vip of all) for (const address of vipAddresses(vip)) vips.set(address, vip);
  return vips;
}

/** In a subnet, the first address is its own (in IPv6 any router's), the last IPv4 one is broadcast; pairs have neither. */
const subnetFault = oncePer(({ address, prefixLength, subnet }: HostAddress): { readonly why?: string } => {
  const ip = ipaddr.parse(address);
  const bits = ip.kind() === "ipv4" ? 32 : 128;
  if (prefixLength >= bits - 1) return {};
  if (subnet === `${address}/${prefixLength}`) return { why: `: it is the network address of ${subnet}` };
  const isLast = ip.kind() === "ipv4" && ipaddr.IPv4.broadcastAddressFromCIDR(subnet).toString() === address;
  return isLast ? { why: `: it is the broadcast address of ${subnet}` } : {};
});

function reportNotUnicast(node: Node, family: Family, message: string, report: Report): void {
  report({
    code: "node/not-unicast",
    message,
    at: keyAt(node, "addresses", family),
    help: "write the node's own address, or correct the prefix length",
    subject: { kind: "node", name: node.name },
  });
}

function reportTwice(node: Node, owner: Node, family: Family, address: string, report: Report): void {
  report({
    code: "node/address-twice",
    message: `${node.name} and ${owner.name} have the same address ${address}`,
    at: keyAt(node, "addresses", family),
    notes: [{ message: `${owner.name} has it here`, at: keyAt(owner, "addresses", family) }],
    help: "change one of them",
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
