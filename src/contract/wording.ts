import type { FactValue, SubjectKind } from "./subject.ts";

/**
 * What a change does to people, the most dangerous first. `opens`: somebody may do more, or something protects less.
 * `stops`: something is withdrawn or ends. `moves`: the same, elsewhere. `adds`: something new. `changes`: the rest.
 */
export const RISKS = ["opens", "stops", "moves", "adds", "changes"] as const;
export type Risk = (typeof RISKS)[number];

/** What is said of a changed fact; the subject is named in front of it: "www: TLS 1.0 accepted (was 1.2)". */
export interface Phrase {
  readonly risk: Risk;
  readonly text: string;
  /** A line that a daemon gets verbatim comes. */
  readonly isRaw?: true;
}

/**
 * Says how a fact changes; a missing value is a fact that one side does not have.
 * @param names the keys that `*` in the pattern stands for
 * @returns nothing if the facts inside the value are to be told one by one
 */
export type Say = (
  before: FactValue | undefined,
  after: FactValue | undefined,
  names: readonly string[],
) => readonly Phrase[] | undefined;

/** For each kind of subject: keys that lead to a fact, with dots between them, `*` for any → words. */
export type Wordings = Readonly<Partial<Record<SubjectKind, Readonly<Record<string, Say>>>>>;
