import type { Claims } from "../../contract/claims.ts";
import type { Fault } from "../../lab/lab.ts";
import type { Question } from "../questions/question.ts";

/** Something that is broken on purpose while requests run, and what is promised meanwhile. */
export interface PlannedFault {
  /** As a reader names it: `HAProxy dies on lb1`. */
  readonly name: string;
  /** All broken at once. */
  readonly breaks: readonly Fault[];
  /** Nodes that are broken, sorted. */
  readonly nodes: readonly string[];
  /** Services that it touches, sorted. Faults that touch different ones may overlap. */
  readonly services: readonly string[];
  /** Whether a request is worth watching. */
  readonly concerns: (question: Question) => boolean;
  /** What is still promised, once the fault has been noticed, to machines of some sites. */
  readonly left: (sites: readonly string[]) => Claims;
  /** Whether routers are to know meanwhile exactly what is left. */
  readonly isAnnounced: boolean;
  /** Members that load balancers are to take out. */
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
  /** From the fault until nobody is sent to what is broken any more. */
  readonly out: number;
  /** From mending it until all is as before. */
  readonly back: number;
}
