/** What a proof found out: plain data, as it is written to reports. */
export interface Proof {
  /** One for each service that was asked about, in their order. */
  readonly services: readonly ServiceProof[];
  /** Questions about nodes' own ports that are no service's: nothing where services were chosen. */
  readonly nodes: Pick<ServiceProof, "answers" | "refusals">;
  /** What is wrong and of no service: such ports, and routes to what is no VIP. */
  readonly others: readonly BrokenPromise[];
  /** Nodes that are to announce VIPs and did not, since the lab does not run what does it there; sorted. */
  readonly silent: readonly string[];
  /** What was broken on purpose, in the order in which it was planned. */
  readonly faults: readonly FaultProof[];
  readonly compared: Compared;
  /** Seconds. */
  readonly elapsed: number;
}

/** How much of the running state was compared with the claims, to find drift. */
export interface Compared {
  /** Daemons that were asked, each once, however many nodes it runs on. */
  readonly daemons: number;
  readonly nodes: number;
  /** Sockets, and whatever else daemons said. */
  readonly facts: number;
}

export interface ServiceProof {
  readonly service: string;
  /** Questions that were to be answered, and those that were to get no answer. */
  readonly answers: number;
  readonly refusals: number;
  /** Machines of members that answered, sorted. */
  readonly machines: readonly string[];
  readonly broken: readonly BrokenPromise[];
}

/** Something that was broken on purpose while requests ran, and what came of them. */
export interface FaultProof {
  readonly fault: string;
  /** Services that it touched and that were asked. */
  readonly services: readonly string[];
  /** From the fault on until all was as before; `lost` are those that no member and no redirect answered as promised. */
  readonly requests: number;
  readonly lost: number;
  /** Seconds until nobody was sent to what was broken any more; absent where nobody had to notice, or nobody did. */
  readonly out?: number;
  /** Seconds from mending it until all was as before; absent where that did not come. */
  readonly back?: number;
  readonly broken: readonly BrokenPromise[];
}

/** A promise that is not kept. */
export interface BrokenPromise {
  /** Absent where it is about none. */
  readonly service?: string;
  /** Nodes where it was seen; empty where nobody is to hold the VIP. */
  readonly nodes: readonly string[];
  /** What was asked, of whom, and by whom. */
  readonly asked: string;
  readonly wanted: string;
  readonly seen: string;
}
