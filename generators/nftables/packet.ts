import type { Family } from "../../src/contract/fleet.ts";

/** The first packet of a connection from elsewhere to an address of this node. The unknown is its sender. */
export interface Packet {
  readonly family: Family;
  readonly address: string;
  /** `other` is any protocol but TCP, UDP and ICMP. */
  readonly protocol: "tcp" | "udp" | "other";
  readonly port: number;
  /** State in conntrack. */
  readonly state: "new" | "untracked";
}
