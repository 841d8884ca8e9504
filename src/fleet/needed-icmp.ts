import type { Family } from "../contract/fleet.ts";
import { WORLD } from "../ip/prefix-lists.ts";

/** ICMP messages that a host needs, and from whom. */
interface NeededIcmp {
  readonly types: readonly number[];
  readonly from: readonly string[];
  /** The hop limit of those that only come from the same link. */
  readonly hopLimit?: number;
}

const LINK = ["fe80::/10"];

/**
 * Errors and echo; for IPv6 what RFC 4890, section 4.4.1, says must not be dropped: neighbour discovery (RFC 4861, 3122, 3971),
 * multicast listeners (RFC 2710, 3810) and multicast routers (RFC 4286).
 */
const NEEDED: Readonly<Record<Family, readonly NeededIcmp[]>> = {
  ipv4: [{ types: [0, 3, 8, 11, 12], from: WORLD.ipv4 }],
  ipv6: [
    { types: [1, 2, 3, 4, 128, 129], from: WORLD.ipv6 },
    { types: [133, 134, 135, 136, 141, 142, 148, 149], from: WORLD.ipv6, hopLimit: 255 },
    { types: [130, 131, 132, 143], from: LINK },
    { types: [151, 152, 153], from: LINK, hopLimit: 1 },
  ],
};

/** From whom a host must get a message, as prefixes; nobody if it needs none of that type. */
export function icmpSources(family: Family, type: number, hopLimit: number): readonly string[] {
  const needed = NEEDED[family].find(({ types }) => types.includes(type));
  return needed === undefined || (needed.hopLimit ?? hopLimit) !== hopLimit ? [] : needed.from;
}
