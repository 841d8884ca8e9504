import type { Coverage } from "./coverage/coverage.ts";

/** Result of a proof: plain data, as in reports. */
export interface Proof {
  /** One per tested service, in order. */
  readonly services: readonly ServiceProof[];
  /** Tests of nodes' own ports that belong to no service; none if services were selected. */
  readonly nodes: Pick<ServiceProof, "answers" | "refusals">;
  /** Failures that belong to no service: such ports, and routes to prefixes that are not VIPs. */
  readonly others: readonly BrokenPromise[];
  /** Nodes that should announce VIPs but did not, because the lab does not run the daemon that does it there; sorted. */
  readonly silent: readonly string[];
  /** Services with health checks that are too rare to answer them wrongly on purpose; sorted. */
  readonly rare: readonly string[];
  /** The faults, in the order in which they were planned. */
  readonly faults: readonly FaultProof[];
  readonly compared: Compared;
  /** Present if it was asked for. */
  readonly coverage?: Coverage;
  /** Seconds. */
  readonly elapsed: number;
}

/** How much of the running state was compared with the claims, to find drift. */
export interface Compared {
  /** Daemons that were queried, each counted once, however many nodes run it. */
  readonly daemons: number;
  readonly nodes: number;
  /** Nodes that were not started, because no selected service needs them. */
  readonly absent: number;
  /** Sockets, and everything else that daemons reported. */
  readonly facts: number;
}

export interface ServiceProof {
  readonly service: string;
  /** Questions that should get an answer, and those that should get none. */
  readonly answers: number;
  readonly refusals: number;
  /** Machines of members that answered, sorted. */
  readonly machines: readonly string[];
  readonly broken: readonly BrokenPromise[];
}

/** A fault during which requests ran, and their results. */
export interface FaultProof {
  readonly fault: string;
  /** Services that it affected and that were tested. */
  readonly services: readonly string[];
  /** From the fault until recovery; `lost` are requests without the expected answer of a member or redirect. */
  readonly requests: number;
  readonly lost: number;
  /** Seconds until no traffic went to what was broken; absent if nothing had to notice, or nothing did. */
  readonly out?: number;
  /** Seconds from the repair until recovery; absent if it did not recover. */
  readonly back?: number;
  readonly broken: readonly BrokenPromise[];
}

/** A failed test. */
export interface BrokenPromise {
  /** Absent if it is about none. */
  readonly service?: string;
  /** Nodes where it was seen; empty if no node should carry the VIP. */
  readonly nodes: readonly string[];
  /** The test: what, where, and from which client. */
  readonly asked: string;
  readonly wanted: string;
  readonly seen: string;
  /** Where the catalog says so: `services/www.yaml:4:3`; absent if it is a rule of ours. */
  readonly cause?: string;
}
