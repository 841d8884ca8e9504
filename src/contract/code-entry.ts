import type { Severity } from "./finding.ts";

/** What a finding code means. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One to three sentences for the docs: when it is reported, why it matters, what to do. */
  readonly about: string;
}
