import type { Facts, Subject, SubjectKind } from "../contract/subject.ts";

/** A subject whose facts differ: a new one has none before, one that is gone none after. */
export interface SubjectChange {
  readonly kind: SubjectKind;
  readonly names: readonly string[];
  readonly before?: Facts;
  readonly after?: Facts;
}

/** What two trees promise: what differs, and the facts on either side. */
export interface Comparison {
  readonly changes: readonly SubjectChange[];
  /** All subjects of the new tree. */
  readonly subjects: readonly Subject[];
  before(kind: SubjectKind, ...names: readonly string[]): Facts | undefined;
  after(kind: SubjectKind, ...names: readonly string[]): Facts | undefined;
}
