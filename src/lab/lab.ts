import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { HeardRequest } from "../contract/heard-request.ts";
import type { LabFile } from "../contract/lab-daemon.ts";
import type { Outcome, RunOptions } from "./enter.ts";
import type { AnsweredWrongly, Shown, WrongAnswer } from "./members/conduct.ts";
import type { LabPlan } from "./network/lab-plan.ts";

/**
 * What can be broken. Everything can be repaired.
 * - `machine`: its cable is unplugged, then it disappears silently, as in a power failure
 * - `link`: only its cable is unplugged
 * - `uplink`: of a router, the cable to routers of other sites is unplugged
 * - `daemon`: killed with all its processes
 * - `freeze`: a daemon is stopped with all its processes: the kernel still accepts connections for it
 * - `servers`: the servers of a member end: stubs, whose connections are reset, and Apache
 * - `hang`: the same servers accept connections and do not answer
 */
export type Fault =
  | { readonly kind: "machine" | "link" | "uplink" | "servers" | "hang"; readonly machine: string }
  | { readonly kind: "daemon" | "freeze"; readonly machine: string; readonly daemon: string };

/** A running fleet. */
export interface Lab {
  readonly plan: LabPlan;
  /** Files that the machine was started from. */
  readonly files: (machine: string) => readonly LabFile[];
  /** Runs a program on a machine until it ends. */
  readonly exec: (machine: string, argv: readonly string[], options?: RunOptions) => Promise<Outcome>;
  /** Starts a program on a machine; it ends with the lab, if not earlier. */
  readonly spawn: (machine: string, argv: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Starts a program of ours in a machine's network, with the host's files; it ends with the lab, if not earlier. */
  readonly visit: (machine: string, argv: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Breaks something; resolves when it is broken. */
  readonly fail: (fault: Fault) => Promise<void>;
  /** Repairs it; resolves when it is up, even if others have not noticed yet. */
  readonly restore: (fault: Fault) => Promise<void>;
  /** The stubs that play members, on all machines. */
  readonly stubs: Stubs;
  /** Stops everything and removes all files. */
  readonly stop: () => Promise<void>;
}

/** What stubs can be told to do, and what they can tell. Generated servers do not follow. */
export interface Stubs {
  /** Changes their certificates and resets their connections over TLS. */
  readonly show: (certificates: Shown) => Promise<void>;
  /** Answers these checks wrongly, all others as they expect. */
  readonly answer: (wrongly: readonly WrongAnswer[]) => Promise<void>;
  /** The wrong answers since then. */
  readonly answered: () => Promise<readonly AnsweredWrongly[]>;
  /** Everything that they received and that is not a question of the lab, since they started. */
  readonly heard: () => Promise<readonly HeardRequest[]>;
  /** @throws if some of them have ended by themselves: members that do not answer are no fault of the fleet then */
  readonly verify: () => void;
}
