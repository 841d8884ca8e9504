import type { Claims } from "../../contract/claims.ts";
import type { Fault } from "../../lab/lab.ts";
import type { Question } from "../questions/question.ts";

/** A fault that is injected while requests run, and what is expected meanwhile. */
export interface PlannedFault {
  /** Name in reports: `HAProxy dies on lb1`. */
  readonly name: string;
  /** All broken at once. */
  readonly breaks: readonly Fault[];
  /** Nodes that are broken, sorted. */
  readonly nodes: readonly string[];
  /** Affected services, sorted. Faults that affect different services may overlap. */
  readonly services: readonly string[];
  /** Whether a question should be repeated during the fault. */
  readonly concerns: (question: Question) => boolean;
  /** What is still expected, once the fault was noticed, by machines of some sites. */
  readonly left: (sites: readonly string[]) => Claims;
  /** Whether routers must have exactly the remaining routes meanwhile. */
  readonly isAnnounced: boolean;
  /** Members that load balancers should take out. */
  readonly takenOut: readonly CheckedMember[];
  readonly bounds: Bounds;
}

/** A member that a load balancer checks. */
export interface CheckedMember {
  readonly balancer: string;
  readonly member: string;
  readonly service: string;
  readonly address: string;
  readonly port: number;
}

/** Milliseconds. */
export interface Bounds {
  /** From the fault until no traffic goes to what is broken. */
  readonly out: number;
  /** From the repair until recovery. */
  readonly back: number;
}
