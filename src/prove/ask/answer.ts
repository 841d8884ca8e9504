import type { Probe } from "../questions/question.ts";

/** Result of a probe. */
export type Answer =
  /** No answer in time. */
  | { readonly kind: "silent"; readonly connected: boolean }
  /** No connection, or one that closed without data; `why` is the error code of the system or of TLS. */
  | { readonly kind: "refused"; readonly why: string; readonly connected: boolean }
  | {
      readonly kind: "said";
      /** A character for each byte. */
      readonly text: string;
      /** Names of the certificate, if TLS was used. */
      readonly certificate?: readonly string[];
      /** Whether it gave a ticket to resume the session with, by TLS 1.2. */
      readonly hasTicket?: boolean;
      /** Why the certificate is not one of the lab's CA. */
      readonly distrusted?: string;
      /** Answers to repeated requests of the same client. */
      readonly again?: readonly Answer[];
      /** The answers to a flood of requests, in place of a text. */
      readonly counts?: Counts;
    };

export interface Counts {
  /** Answers with status 429, and with another one. */
  readonly limited: number;
  readonly others: number;
  /** Connections that failed. */
  readonly failed: number;
  /** Milliseconds, without that of the last request. */
  readonly took: number;
  /** Status of the last request, if one was sent later. */
  readonly last?: number;
}

/** Input of the requesting program on standard input. */
export interface Task {
  /** Probes of a lane run in parallel, up to this number. */
  readonly lanes: readonly Lane[];
  readonly certificates: ClientCertificates;
}

/** Certificates of a client in PEM. */
export interface ClientCertificates {
  /** The trusted CA. */
  readonly authority: string;
  /** Its own ones with their keys, by `ProbeTls.shows`. */
  readonly own: Readonly<Record<string, string>>;
}

export interface Lane {
  /** With the number that identifies the answer. */
  readonly probes: readonly (readonly [number, Probe])[];
  readonly parallel: number;
}
