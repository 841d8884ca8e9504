import type { Probe } from "../questions/question.ts";

/** What came back for a probe. */
export type Answer =
  /** Nothing within the time. */
  | { readonly kind: "silent"; readonly connected: boolean }
  /** No connection, or an end without a word; `why` is the system's or TLS's name for it. */
  | { readonly kind: "refused"; readonly why: string; readonly connected: boolean }
  | {
      readonly kind: "said";
      /** A character for each byte. */
      readonly text: string;
      /** Names of the certificate, where TLS was spoken. */
      readonly certificate?: readonly string[];
      /** Why the certificate is none that the lab's authority issued. */
      readonly distrusted?: string;
      /** What came when the visitor asked again. */
      readonly again?: readonly Answer[];
    };

/** What the program that asks reads from its standard input. */
export interface Task {
  /** Those of a lane are asked side by side, so many at a time. */
  readonly lanes: readonly Lane[];
  /** In PEM: whom to trust, and the client's certificate with its key. */
  readonly authority: string;
  readonly own: string;
}

export interface Lane {
  /** With the number that the answer bears. */
  readonly probes: readonly (readonly [number, Probe])[];
  readonly parallel: number;
}
