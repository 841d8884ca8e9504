import type { FindingDraft, Report } from "../../src/contract/finding.ts";

/** Findings as a stage reports them. */
export function collectDrafts(): { report: Report; drafts: FindingDraft[]; codes: () => string[] } {
  const drafts: FindingDraft[] = [];
  return { report: (draft) => drafts.push(draft), drafts, codes: () => drafts.map(({ code }) => code) };
}
