import { createHash } from "node:crypto";
import type { Node } from "../../src/contract/fleet.ts";

/** A dotted quad that tells BGP speakers apart (RFC 6286). */
export type RouterId = string;

/**
 * The node's IPv4 address. Without one it follows from the IPv6 address: 28 bits of a hash in 240.0.0.0/4, where no
 * node's address can be, so that only two derived ones can collide; lint looks for that.
 */
export function routerId({ addresses }: Node): RouterId {
  if (addresses.ipv4 !== undefined) return addresses.ipv4.address;
  const [first = 0, ...rest] = createHash("sha256")
    .update(addresses.ipv6?.address ?? "")
    .digest()
    .subarray(0, 4);
  return [240 | (first & 15), ...rest].join(".");
}
