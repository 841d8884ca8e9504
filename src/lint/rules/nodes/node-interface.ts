import { keyAt } from "../../../contract/origin.ts";
import { ANYCAST_INTERFACE } from "../../../fleet/announce/interfaces.ts";
import type { Rule } from "../../rule.ts";

/** Interfaces without an address of the machine's own. */
const NOT_OWN = new Set(["lo", ANYCAST_INTERFACE]);

/** Shorter prefixes are not a subnet of machines: the node would look for all of its addresses on the link. */
const WIDEST = { ipv4: 8, ipv6: 32 } as const;

/** A node's `interface` has its own addresses, and its subnet a plausible size. */
export const nodeInterface: Rule = {
  codes: {
    "node/not-its-interface": {
      severity: "warning",
      about:
        "A node's `interface` is the loopback interface or that of VIPs. Neither has the node's addresses and neighbours, so " +
        "configuration for it has no effect. Write the interface that has the node's addresses.",
    },
    "node/wide-subnet": {
      severity: "warning",
      about:
        "The prefix length of a node's address is shorter than 8 (IPv6: 32): so large a part of the Internet would be expected " +
        "on the node's own link. Write the length of its subnet.",
    },
  },
  checkFleet(fleet, report) {
    for (const node of fleet.nodes.values()) {
      const subject = { kind: "node", name: node.name } as const;
      if (node.managed && NOT_OWN.has(node.spec.interface)) {
        report({
          code: "node/not-its-interface",
          message: `interface ${node.spec.interface} of ${node.name} does not have the node's addresses`,
          at: keyAt(node, "interface"),
          once: true,
          help: "write the interface of its network, such as eth0",
          subject,
        });
      }
      for (const family of ["ipv4", "ipv6"] as const) {
        const own = node.addresses[family];
        if (own === undefined || own.prefixLength >= WIDEST[family]) continue;
        report({
          code: "node/wide-subnet",
          message: `${own.address}/${own.prefixLength} of ${node.name} puts all of ${own.subnet} on its own link`,
          at: keyAt(node, "addresses", family),
          help: `write the prefix length of its subnet, such as ${own.address}/${family === "ipv4" ? 24 : 64}`,
          subject,
        });
      }
    }
  },
};
