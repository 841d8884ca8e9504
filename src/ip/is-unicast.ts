import { ipaddr } from "./ipaddr.ts";

/** Ranges of ipaddr.js whose addresses reach no one machine from outside its link. */
const UNUSABLE: ReadonlySet<string> = new Set([
  "unspecified",
  "broadcast",
  "multicast",
  "linkLocal",
  "loopback",
  "ipv4Mapped",
]);

/** Whether an address can be one that packets are routed to: no wildcard, loopback, link-local or multicast one. */
export function isUnicast(address: string): boolean {
  return !UNUSABLE.has(ipaddr.parse(address).range());
}
