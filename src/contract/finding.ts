import type { FindingCode } from "./finding-code.ts";
import type { Span } from "./source.ts";

/** Errors stop a build; warnings and notices do not, unless `--strict` says so. */
export type Severity = "error" | "warning" | "notice";

/** What a finding code means. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One to three sentences for the docs: when it is reported, why it matters, what to do. */
  readonly about: string;
}

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

/**
 * What findings about several subjects have as their one cause: the value to edit, in words that name no subject. All
 * findings of a code with the same cause are shown as one, at the cause.
 */
export interface Cause {
  readonly at: Place;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly help?: string;
  /** It is a cause only of findings about several subjects; a single one is shown at its own place. */
  readonly several?: true;
}

/** Why a finding is accepted. */
export interface Acceptance {
  readonly reason: string;
  /** Last day, as YYYY-MM-DD; absent where it is by design. */
  readonly until?: string;
  /** The entry of `accept`. */
  readonly at: Span;
}

/** Something that the user should know: what, where, why, and what to do. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly at?: Place;
  readonly notes: readonly Note[];
  readonly help?: string;
  readonly subject?: Subject;
  readonly cause?: Cause;
  /** There where the catalog accepts it, so that it is only shown to those who ask for such. */
  readonly accepted?: Acceptance;
  /** Findings about other subjects that are shown as this one. */
  readonly others?: readonly Finding[];
}

/** What a stage hands in; the severity follows from the code. */
export interface FindingDraft {
  readonly code: FindingCode;
  readonly message: string;
  readonly at?: Place | undefined;
  readonly notes?: readonly Note[] | undefined;
  readonly help?: string | undefined;
  readonly subject?: Subject | undefined;
  readonly cause?: Cause | undefined;
}

/** Takes a finding. Stages never throw for what a user did wrong. */
export type Report = (draft: FindingDraft) => void;
