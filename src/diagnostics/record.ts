import type { FindingDraft, Report } from "../contract/finding.ts";

/** The result of some work, and what it reported: using the result again reports it again. */
export interface Recorded<Result> {
  readonly result: Result;
  readonly drafts: readonly FindingDraft[];
}

/** Does some work and keeps what it reports. */
export function record<Result>(work: (report: Report) => Result): Recorded<Result> {
  const drafts: FindingDraft[] = [];
  return { result: work((draft) => drafts.push(draft)), drafts };
}

/** The result of work that was done before, or just now. */
export function replay<Result>({ result, drafts }: Recorded<Result>, report: Report): Result {
  for (const draft of drafts) report(draft);
  return result;
}
