/** What a proof found out: plain data, as it is written to reports. */
export interface Proof {
  /** One for each service that was asked about, in their order. */
  readonly services: readonly ServiceProof[];
  /** Questions about nodes' own ports that are no service's: nothing where services were chosen. */
  readonly nodes: Pick<ServiceProof, "answers" | "refusals">;
  /** What is wrong and of no service: such ports, and routes to what is no VIP. */
  readonly others: readonly BrokenPromise[];
  /** Seconds. */
  readonly elapsed: number;
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
