import { ipaddr } from "./ipaddr.ts";

/** Ranges of ipaddr.js whose addresses do not reach a single machine from outside its link. */
const UNUSABLE: ReadonlySet<string> = new Set([
  "unspecified",
  "broadcast",
  "multicast",
  "linkLocal",
  "loopback",
  "ipv4Mapped",
]);

/** Whether packets can be routed to an address: not a wildcard, loopback, link-local or multicast one. */
export function isUnicast(address: string): boolean {
  let is = known.get(address);
  if (is === undefined) {
    is = !UNUSABLE.has(ipaddr.parse(address).range());
    known.set(address, is);
  }
  return is;
}

const known = new Map<string, boolean>();
