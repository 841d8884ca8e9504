import { claimsJson } from "../../src/claims/claims-json.ts";
import { compareSubjects } from "../../src/diff/compare-subjects.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { type Change, describeChange, MARKS } from "../../src/words/fold-sentences.ts";
import { wordsOf } from "../../src/words/words-of.ts";

/** What changes between two compilations without errors, by way of the first one's `claims.json`. */
export function changesBetween(before: Compilation, after: Compilation): Change[] {
  const { fleet, subjects, prepared } = after;
  if (before.subjects === undefined || subjects === undefined || fleet === undefined) {
    throw new Error([...before.findings, ...after.findings].map(({ message }) => message).join("\n"));
  }
  const comparison = compareSubjects(claimsJson(before.subjects), subjects);
  if (comparison === undefined) throw new Error("our own claims.json can't be read");
  return wordsOf(
    comparison,
    fleet,
    prepared.flatMap(({ generator }) => generator.wordings ?? []),
  );
}

/** The same as `diff` prints it, without places. */
export function wordsBetween(before: Compilation, after: Compilation): string[] {
  return changesBetween(before, after).map((change) => `${MARKS[change.risk]} ${describeChange(change)}`);
}
