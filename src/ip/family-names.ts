import type { Family } from "../contract/fleet.ts";

/** Names of the address families as people write them. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = { ipv4: "IPv4", ipv6: "IPv6" };
