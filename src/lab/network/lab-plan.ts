import type { Family, Node } from "../../contract/fleet.ts";
import type { PlannedClient } from "./plan-clients.ts";

/** Machines and wires of the lab: everything that is known before anything is started. */
export interface LabPlan {
  /** Bridges of the fabric: one for the machines of each site, and one between routers. */
  readonly bridges: readonly string[];
  readonly machines: readonly Machine[];
  /** Clients by network; each is a machine of that name. */
  readonly clients: readonly PlannedClient[];
}

/** A network namespace with its wires. */
export interface Machine {
  /** Name of the node, of the client's network, or of a router that the catalog does not have: `router:north`. */
  readonly name: string;
  readonly kind: "node" | "router" | "client";
  /** Absent for clients and for routers that the catalog does not have. */
  readonly node?: Node;
  readonly ports: readonly Port[];
  readonly routes: readonly LabRoute[];
}

/** One end of a wire; the other is a port of a bridge. */
export interface Port {
  /** Name of the interface in the machine. */
  readonly name: string;
  /** Name of the other end in the fabric: a number, because names of interfaces have at most 15 characters. */
  readonly far: string;
  readonly bridge: string;
  /** Fixed, so that neighbours' caches stay valid when the machine is started again. */
  readonly mac: string;
  /** Addresses with the length of their subnet. */
  readonly addresses: readonly string[];
}

export interface LabRoute {
  /** A prefix, or `default`. */
  readonly to: string;
  readonly family: Family;
  /** Next hops; none if directly connected, or `unreachable`. */
  readonly via: readonly string[];
  /** Packets are refused at once. */
  readonly isUnreachable?: true;
  /** The port; required if the next hop does not determine it. */
  readonly port?: string;
  /** Of several routes to the same destination, the lowest metric wins. */
  readonly metric?: number;
  /** Its own routing table, only for packets from one address. */
  readonly table?: { readonly number: number; readonly source: string };
}
