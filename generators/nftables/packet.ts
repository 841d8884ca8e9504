import type { Family } from "../../src/contract/fleet.ts";

/** The first packet of a connection from elsewhere to an address of this node, or an ICMP message. The unknown is its sender. */
export interface Packet {
  readonly family: Family;
  readonly address: string;
  /** `other` is any protocol but TCP, UDP and ICMP. */
  readonly protocol: "tcp" | "udp" | "icmp" | "other";
  /** -1 for ICMP, which has none. */
  readonly port: number;
  readonly icmp?: { readonly type: number; readonly hopLimit: number };
  /** State in conntrack. */
  readonly state: "new" | "untracked" | "invalid";
}
