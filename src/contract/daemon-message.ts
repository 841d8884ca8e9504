import type { Source } from "./source.ts";

/** Something that a daemon reported about its files. */
export interface DaemonMessage {
  /** `incomplete`: nothing was found wrong, but not everything could be examined; `unable`: nothing could be. */
  readonly kind: "error" | "warning" | "incomplete" | "unable";
  /** One line, in the daemon's words, without place and severity. */
  readonly text: string;
  /** Absolute path on the node. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1; absent for the whole line. */
  readonly column?: number;
  /** From 1, exclusive. */
  readonly endColumn?: number;
}

/**
 * Finds a daemon's messages in what its check printed on both streams.
 * @param files its files by absolute path on the node, for messages that name a section rather than a line
 */
export type ReadMessages = (output: string, files: ReadonlyMap<string, Source>) => DaemonMessage[];
