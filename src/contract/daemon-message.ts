import type { Source } from "./source.ts";

/** Something that a daemon said about its files. */
export interface DaemonMessage {
  /** `incomplete`: nothing was found wrong, but not all could be looked at; `unable`: nothing could be. */
  readonly kind: "error" | "warning" | "incomplete" | "unable";
  /** One line, as the daemon put it, without place and severity. */
  readonly text: string;
  /** Absolute path on the node. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1; absent where the whole line is meant. */
  readonly column?: number;
  /** From 1, exclusive. */
  readonly endColumn?: number;
}

/**
 * Finds a daemon's messages in what its check printed on both streams.
 * @param files its files by absolute path on the node, for messages that name a section rather than a line
 */
export type ReadMessages = (output: string, files: ReadonlyMap<string, Source>) => DaemonMessage[];
