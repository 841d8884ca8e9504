import type { Span } from "../catalog/source.ts";

/** Errors stop a build; warnings and notices do not, unless `--strict` says so. */
export type Severity = "error" | "warning" | "notice";

/** A place that a finding shows. */
export interface Place extends Span {
  /** Where the value stands in whose stead the place is shown: in a built-in profile, which nobody can edit. */
  readonly builtIn?: Span;
}

/** More about a finding, at a place of its own: "inherited from …", "first declared here". */
export interface Note {
  readonly message: string;
  readonly at?: Span;
}

/** Whose finding it is, so that `accept` there may silence it. */
export interface Subject {
  readonly kind: "service" | "node" | "vip" | "profile";
  readonly name: string;
}

/** Something that the user should know: what, where, why, and what to do. */
export interface Finding {
  /** One of the closed set in `codes.ts`, or of a generator's `codes`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly at?: Place;
  readonly notes: readonly Note[];
  readonly help?: string;
  readonly subject?: Subject;
}

/** What a stage hands in; the severity follows from the code. */
export interface FindingDraft {
  readonly code: string;
  readonly message: string;
  readonly at?: Place | undefined;
  readonly notes?: readonly Note[] | undefined;
  readonly help?: string | undefined;
  readonly subject?: Subject | undefined;
}

/** Takes a finding. Stages never throw for what a user did wrong. */
export type Report = (draft: FindingDraft) => void;
