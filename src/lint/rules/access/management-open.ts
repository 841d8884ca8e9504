import { FAMILIES, type Family, type PrefixSet } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { type AddressSet, addressSet, subtractSet, toPrefixes } from "../../../ip/address-set.ts";
import { ADDRESS_BITS, FAMILY_NAMES } from "../../../ip/family.ts";
import { isWorld } from "../../../ip/prefix-lists.ts";
import { listsOfFleet } from "../../networks/network-lists.ts";
import type { Rule } from "../../rule.ts";

/** The widest block that one organisation may have: a wider one admits strangers. */
const WIDEST: Readonly<Record<Family, number>> = { ipv4: 8, ipv6: 16 };

/** This many such blocks together do not belong to one organisation either. */
const MOST_BLOCKS = 16n;

/** No traffic from the Internet has these sources: RFC 1918, 6598, 3927 and 1122; RFC 4193 and 4291. */
const PRIVATE: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  ipv6: ["fc00::/7", "fe80::/10"],
};

/** Sources in `management` reach SSH, statistics and metrics of every node. */
export const managementOpen: Rule = {
  codes: {
    "management/open": {
      severity: "error",
      about:
        "`fleet.management` has `world`, or public networks so wide (more than a /8 of IPv4 or a /16 of IPv6 in one block, " +
        "or sixteen times that in all) that strangers reach SSH, statistics and metrics of every node. Write the networks " +
        "that administrators come from. Private networks may be of any size.",
    },
  },
  checkFleet(fleet, report) {
    const list = listsOfFleet(fleet).find(({ of }) => of === "management");
    if (list === undefined) return;
    const help = "write the networks that administrators come from";
    let found = false;
    for (const entry of list.entries) {
      const wide = widest(entry.prefixes);
      if (wide === undefined) continue;
      found = true;
      const network = fleet.networks.get(entry.text);
      report({
        code: "management/open",
        message: `${entry.text} in \`management\` opens SSH, statistics and metrics of every node to ${wide}`,
        at: entry.tree,
        notes: network === undefined ? [] : [{ message: `network ${network.name} is defined here`, at: network.tree }],
        help,
      });
    }
    const together = found ? undefined : widest(fleet.management);
    if (together === undefined) return;
    report({
      code: "management/open",
      message: `the networks of \`management\` together open SSH, statistics and metrics of every node to ${together}`,
      at: keyAt(fleet, "management"),
      help,
    });
  },
};

/** What would be admitted, if that is more than one organisation's networks. */
function widest(prefixes: PrefixSet): string | undefined {
  const all = FAMILIES.filter((family) => isWorld(family, prefixes[family]));
  if (all.length > 0) return `everyone over ${all.map((family) => FAMILY_NAMES[family]).join(" and ")}`;
  for (const family of FAMILIES) {
    const set = subtractSet(addressSet(family, prefixes[family]), addressSet(family, PRIVATE[family]));
    const blocks = toPrefixes(family, set).map((prefix) => ({ prefix, length: Number(prefix.split("/")[1]) }));
    const [block] = blocks.sort((a, b) => a.length - b.length);
    if (block === undefined) continue;
    if (block.length < WIDEST[family]) return `${block.prefix}, more than any organisation has`;
    const size = sizeOf(set);
    if (size > MOST_BLOCKS << BigInt(ADDRESS_BITS[family] - WIDEST[family])) {
      return `a large part of ${FAMILY_NAMES[family]}, more than any organisation has`;
    }
  }
  return undefined;
}

function sizeOf(set: AddressSet): bigint {
  return set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}
