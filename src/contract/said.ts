import type { Target } from "./claim.ts";
import type { Family, Transport } from "./fleet.ts";

/**
 * What a running daemon says of itself, in the words of claims as far as it can know them: it has never heard of
 * frontends and causes. Addresses are in canonical form; `*` is every address of the family on the node.
 */
export type Said = SaidBind | SaidAdmit | SaidAnnounce | SaidSession | SaidServe | SaidVhost | SaidPool | SaidCheck;

interface SaidPlace {
  readonly address: string;
  readonly family: Family;
  readonly port: number;
}

/** The kernel listens there for a daemon. */
export interface SaidBind extends SaidPlace {
  readonly kind: "bind";
  readonly transport: Transport;
}

/** Packets of new connections pass the firewall to an address that the node has. */
export interface SaidAdmit {
  readonly kind: "admit";
  readonly address: string;
  readonly family: Family;
  /** Ports from the first to the last. */
  readonly firstPort: number;
  readonly lastPort: number;
  readonly transport: Transport;
  /** The fewest prefixes that cover whoever is let in. */
  readonly sources: readonly string[];
}

/** The node tells its BGP peers of a route of its own. */
export interface SaidAnnounce {
  readonly kind: "announce";
  readonly prefix: string;
  /** Sessions of the prefix's family that are up and are not told of it. */
  readonly untold: readonly string[];
}

/** The node has a BGP session, up or not. */
export interface SaidSession {
  readonly kind: "session";
  /** The daemon's name for it. */
  readonly name: string;
  /** Address of the peer. */
  readonly peer: string;
  readonly isUp: boolean;
}

/** A host name has an answer at a port. */
export interface SaidServe extends SaidPlace {
  readonly kind: "serve";
  readonly hostname: string;
  /** Service that answers. */
  readonly service: string;
}

/** A web server has a virtual host of a name. */
export interface SaidVhost extends SaidPlace {
  readonly kind: "vhost";
  readonly hostname: string;
}

/** Servers that requests to a backend may end at. */
export interface SaidPool {
  readonly kind: "pool";
  readonly service: string;
  readonly backend: string;
  readonly targets: readonly Omit<Target, "node">[];
}

/** Somebody asks a target how it is. */
export interface SaidCheck extends SaidPlace {
  readonly kind: "check";
  /** Node that asks. */
  readonly asker: string;
  /** Absent where the daemon does not know services. */
  readonly service?: string;
  /** What an HTTP server is asked for, or another one by name. */
  readonly host?: string;
  readonly path?: string;
  /** The daemon tells all of what it asks: a path that is absent is not asked for. */
  readonly isWhole?: true;
}
