import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { LabFile } from "../contract/lab-daemon.ts";
import type { Outcome, RunOptions } from "./enter.ts";
import type { LabPlan } from "./network/lab-plan.ts";

/**
 * What can be broken. Each can be mended.
 * - `machine`: its cable is pulled, then it is gone without a word, as when power fails
 * - `link`: its cable is pulled, nothing else
 * - `uplink`: of a router, the cable to routers of other sites is pulled
 * - `daemon`: killed with all its processes
 * - `freeze`: a daemon is stopped with all its processes: the kernel still takes connections for it
 * - `servers`: those that answer in a member's place end: played ones, whose connections are reset, and Apache
 * - `hang`: the same take connections and say nothing
 */
export type Fault =
  | { readonly kind: "machine" | "link" | "uplink" | "servers" | "hang"; readonly machine: string }
  | { readonly kind: "daemon" | "freeze"; readonly machine: string; readonly daemon: string };

/** A running fleet. */
export interface Lab {
  readonly plan: LabPlan;
  /** Files that the machine was started from. */
  readonly files: (machine: string) => readonly LabFile[];
  /** Runs a program on a machine to its end. */
  readonly exec: (machine: string, argv: readonly string[], options?: RunOptions) => Promise<Outcome>;
  /** Starts a program on a machine; it ends with the lab at the latest. */
  readonly spawn: (machine: string, argv: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Starts a program of ours in a machine's network, with the host's files; it ends with the lab at the latest. */
  readonly visit: (machine: string, argv: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Breaks something; resolves when it is broken. */
  readonly fail: (fault: Fault) => Promise<void>;
  /** Mends it; resolves when it is up, which does not say that others noticed. */
  readonly restore: (fault: Fault) => Promise<void>;
  /** Ends everything and removes all that was made. */
  readonly stop: () => Promise<void>;
}
