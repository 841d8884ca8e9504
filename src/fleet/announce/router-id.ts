import { createHash } from "node:crypto";
import type { Node } from "../../contract/fleet.ts";

/** A dotted quad that identifies a BGP speaker (RFC 6286). */
export type RouterId = string;

/**
 * The node's IPv4 address. Without one it is derived from the IPv6 address: 28 bits of a hash in 240.0.0.0/4, where no
 * node has an address. Only two derived ids can collide; lint checks for that.
 */
export function routerId({ addresses }: Node): RouterId {
  if (addresses.ipv4 !== undefined) return addresses.ipv4.address;
  const [first = 0, ...rest] = createHash("sha256")
    .update(addresses.ipv6?.address ?? "")
    .digest()
    .subarray(0, 4);
  return [240 | (first & 15), ...rest].join(".");
}
