import type { Target } from "./claim.ts";
import type { Backend, Family, Transport } from "./fleet.ts";

/**
 * What a running daemon reports about itself, in terms of claims as far as it can know them: it knows nothing of
 * frontends and causes. Addresses are in canonical form; `*` is every address of the family on the node.
 */
export type Said =
  | SaidAddress
  | SaidBind
  | SaidAdmit
  | SaidIcmp
  | SaidAnnounce
  | SaidSpeaker
  | SaidSession
  | SaidServe
  | SaidLimit
  | SaidVhost
  | SaidPool
  | SaidCheck
  | SaidHold
  | SaidWatch
  | SaidNodeWatch;

/** The node has an address for a VIP. */
export interface SaidAddress {
  readonly kind: "address";
  /** With the length that the kernel has for it. */
  readonly prefix: string;
  /** The node's own connections may come from it. */
  readonly isSource: boolean;
}

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

/** The firewall lets new connections through to an address that the node has. */
export interface SaidAdmit {
  readonly kind: "admit";
  readonly address: string;
  readonly family: Family;
  /** Ports from the first to the last. */
  readonly firstPort: number;
  readonly lastPort: number;
  readonly transport: Transport;
  /** The fewest prefixes that cover all admitted sources. */
  readonly sources: readonly string[];
}

/** What the firewall does with an ICMP message to the node. */
export interface SaidIcmp {
  readonly kind: "icmp";
  readonly family: Family;
  readonly type: number;
  /** Of the packet, when it arrives; the same for all in IPv4. */
  readonly hopLimit: number;
  /** The fewest prefixes that cover all senders whose message passes. */
  readonly sources: readonly string[];
}

/** The node announces a route of its own to its BGP peers. */
export interface SaidAnnounce {
  readonly kind: "announce";
  readonly prefix: string;
  /** Sessions of the prefix's family that are up but do not get it. */
  readonly untold: readonly string[];
  /** What peers are told with it, in any session: `local preference 100`, `community (64512,1001)`; sorted. */
  readonly marks: readonly string[];
}

/** The node speaks BGP under an id that nobody else has; RFC 6286. */
export interface SaidSpeaker {
  readonly kind: "speaker";
  readonly routerId: string;
}

/** The node has a BGP session, up or not. */
export interface SaidSession {
  readonly kind: "session";
  /** The daemon's name for it. */
  readonly name: string;
  /** Address of the peer. */
  readonly peer: string;
  readonly isUp: boolean;
  /** Seconds without a word after which the peer counts as gone; absent if the session is down. */
  readonly hold?: number;
  /** Seconds between two keepalives; absent if the session is down. */
  readonly keepalive?: number;
  /** Seconds for which it asks the peer to keep its routes when it restarts (RFC 4724), 0 if it only keeps the peer's; absent if neither. */
  readonly restart?: number;
  /** Milliseconds after which BFD takes the peer for gone; absent if BFD is not up. */
  readonly bfd?: number;
  /** How many routes it takes from the peer before filters apply, `Infinity` for any number; absent if it accepts none. */
  readonly limit?: number;
  /** What it has accepted from the peer, and what it has passed on to it from others: number of paths by prefix. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Those of them whose next hop it knows no way to; it may take other ones for better. */
  readonly lost: readonly string[];
  readonly passedOn: ReadonlyMap<string, number>;
}

/** A host name has an answer at a port. */
export interface SaidServe extends SaidPlace {
  readonly kind: "serve";
  readonly hostname: string;
  /** Service that answers. */
  readonly service: string;
}

/** A load balancer takes so many connections at once at a place. */
export interface SaidLimit extends SaidPlace {
  readonly kind: "limit";
  readonly connections: number;
}

/** A web server has a virtual host of a name. */
export interface SaidVhost extends SaidPlace {
  readonly kind: "vhost";
  readonly hostname: string;
}

/** Servers where requests to a backend may end up, and how one of them is chosen. */
export interface SaidPool {
  readonly kind: "pool";
  readonly service: string;
  readonly backend: string;
  /** Absent if the daemon does not say. */
  readonly algorithm?: Backend["algorithm"];
  readonly protocol?: Backend["protocol"];
  /** Name of the cookie by which the load balancer itself remembers a client's server; absent if there is none. */
  readonly cookie?: string;
  readonly targets: readonly SaidTarget[];
}

export interface SaidTarget extends Omit<Target, "node"> {
  /** The most connections at once; absent if there is no limit. */
  readonly connections?: number;
}

/** A daemon checks a target. */
export interface SaidCheck extends SaidPlace {
  readonly kind: "check";
  /** Node that checks. */
  readonly asker: string;
  /** Absent if the daemon does not know services. */
  readonly service?: string;
  /** Host name that the check sends, by HTTP or otherwise. */
  readonly host?: string;
  readonly path?: string;
  /** Milliseconds from one to the next; absent if the daemon does not tell. */
  readonly interval?: number;
  /** How many results in a row put a target into use or take it out. */
  readonly rise?: number;
  readonly fall?: number;
  /** HTTP statuses that are healthy, sorted; absent if the daemon does not tell. */
  readonly statuses?: readonly number[];
  /** The daemon reports its checks completely: if no path is given, none is requested. */
  readonly isWhole?: true;
}

/** The node announces a VIP only while a check passes. */
export interface SaidHold {
  readonly kind: "hold";
  readonly address: string;
  /** The daemon's name for the check. */
  readonly name: string;
  /** How it checks: a type of check, `haproxy` for HAProxy's process, `members` for the members that it sees, `run` for a program. */
  readonly by: string;
  /** Milliseconds, and results in a row. */
  readonly interval: number;
  readonly timeout: number;
  readonly rise: number;
  readonly fall: number;
  /** Address that is checked, if one is. */
  readonly target?: string;
  /** Its ports that are checked, one of which is enough. */
  readonly ports?: readonly number[];
  readonly transport?: Transport;
  /** Service that a program checks. */
  readonly service?: string;
  /** Members that must be up. */
  readonly minimum?: number;
}

/** A daemon tells people when something of a service fails. */
export interface SaidWatch {
  readonly kind: "watch";
  readonly service: string;
  /** The daemon's name for what is watched, and the host that it belongs to: a node, or another name for a VIP. */
  readonly name: string;
  readonly host: string;
  /** Absent if it is no address that is watched. */
  readonly address?: string;
  /** Addresses that get a mail, and pagers; sorted, empty if nobody is told. */
  readonly mails: readonly string[];
  readonly pagers: readonly string[];
  /** Days before a certificate expires, if it is one that is watched. */
  readonly expiry?: { readonly warn: number; readonly critical: number };
  /** Nobody is told while one of these is down, because that is told about already: hosts, `agent of lb1`, `load balancer of lb1`. */
  readonly quietWith: readonly string[];
}

/** A daemon tells people when a node fails, or something on it that all of its services share. */
export interface SaidNodeWatch extends Pick<SaidWatch, "mails" | "pagers" | "quietWith"> {
  readonly kind: "node-watch";
  readonly node: string;
  /** `agent` is the daemon's own one there, `load balancer` is its process, and a session has the router's name for it. */
  readonly part: "node" | "agent" | "load balancer" | `session ${string}` | `other ${string}`;
  /** Addresses that the daemon knows of the node. */
  readonly addresses: readonly string[];
  /** By what people find the node, if it is one: `role:server`, `site:north`, `group:web`, `state:active`; sorted. */
  readonly labels: readonly string[];
}
