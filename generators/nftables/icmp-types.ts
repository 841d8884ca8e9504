import type { Family } from "../../src/contract/fleet.ts";

/** Messages as nft names them; nft(8), "ICMP TYPE TYPE" and "ICMPV6 TYPE TYPE". */
export const ICMP_TYPES: Readonly<Record<Family, Readonly<Record<string, number>>>> = {
  ipv4: {
    ...{ "echo-reply": 0, "destination-unreachable": 3, "source-quench": 4, redirect: 5, "echo-request": 8 },
    ...{ "router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11, "parameter-problem": 12 },
    ...{ "timestamp-request": 13, "timestamp-reply": 14, "info-request": 15, "info-reply": 16 },
    ...{ "address-mask-request": 17, "address-mask-reply": 18 },
  },
  ipv6: {
    ...{ "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4 },
    ...{ "echo-request": 128, "echo-reply": 129, "mld-listener-query": 130, "mld-listener-report": 131 },
    ...{ "mld-listener-done": 132, "mld-listener-reduction": 132, "nd-router-solicit": 133, "nd-router-advert": 134 },
    ...{ "nd-neighbor-solicit": 135, "nd-neighbor-advert": 136, "nd-redirect": 137, "router-renumbering": 138 },
    ...{ "ind-neighbor-solicit": 141, "ind-neighbor-advert": 142, "mld2-listener-report": 143 },
  },
};

/** Types to look at: all with a name, those of RFC 3971 and RFC 4286 that have none, and one of no meaning. */
export const LOOKED_AT: Readonly<Record<Family, readonly number[]>> = {
  ipv4: [...Object.values(ICMP_TYPES.ipv4), 254],
  ipv6: [...new Set([...Object.values(ICMP_TYPES.ipv6), 148, 149, 151, 152, 153, 254])],
};

/** Hop limits to look at: of packets that routers must not pass on, of usual ones, and of those that no router has passed on. */
export const HOP_LIMITS: readonly number[] = [1, 64, 255];

/** Conntrack takes what belongs to a link for invalid, or does not look at it. */
export function isOfLink(family: Family, type: number): boolean {
  return family === "ipv6" && type > 129;
}
