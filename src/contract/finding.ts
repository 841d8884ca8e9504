import type { FindingCode } from "./finding-code.ts";
import type { Span } from "./source.ts";

/** Errors stop a build; warnings and notices do not, unless `--strict` is given. */
export type Severity = "error" | "warning" | "notice";

/** What a finding code means. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One to three sentences for the docs: when it is reported, why it matters, what to do. */
  readonly about: string;
}

/** A place that a finding shows. */
export interface Place extends Span {
  /** The value's real place, if another is shown instead: a built-in profile, which nobody can edit. */
  readonly builtIn?: Span;
}

/** More about a finding, at a place of its own: "inherited from …", "first declared here". */
export interface Note {
  readonly message: string;
  readonly at?: Span;
}

/** What the finding is about, whose `accept` may silence it. */
export interface FindingSubject {
  readonly kind: "service" | "node" | "vip" | "profile";
  readonly name: string;
}

/**
 * The one cause that findings about several subjects share: the value to edit, in a message that mentions no subject.
 * All findings of a code with the same cause are shown as one, at the cause.
 */
export interface Cause {
  readonly at: Place;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly help?: string;
  /** Only used when the findings are about several subjects; a single one is shown at its own place. */
  readonly several?: true;
}

/** Why a finding is accepted. */
export interface Acceptance {
  readonly reason: string;
  /** Last day, as YYYY-MM-DD; absent if it is permanent. */
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
  readonly subject?: FindingSubject;
  readonly cause?: Cause;
  /** Present if the catalog accepts the finding; it is then only shown on request. */
  readonly accepted?: Acceptance;
  /** Findings about other subjects that are merged into this one. */
  readonly others?: readonly Finding[];
}

/** What a stage reports; the severity follows from the code. */
export interface FindingDraft {
  readonly code: FindingCode;
  readonly message: string;
  readonly at?: Place | undefined;
  /** The mistake can only be fixed at its place: of several subjects that inherit it, only the first is reported. */
  readonly once?: true;
  readonly notes?: readonly Note[] | undefined;
  readonly help?: string | undefined;
  readonly subject?: FindingSubject | undefined;
  readonly cause?: Cause | undefined;
}

/** Takes a finding. Stages never throw because of a user's mistake. */
export type Report = (draft: FindingDraft) => void;
