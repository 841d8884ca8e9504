import { claimsJson } from "../../src/claims/claims-json.ts";
import { compareSubjects } from "../../src/diff/compare-subjects.ts";
import type { Compilation } from "../../src/pipeline.ts";
import type { Effects } from "../../src/words/effects.ts";
import { type Change, describeChange, MARKS } from "../../src/words/fold-sentences.ts";
import { type Words, wordsOf } from "../../src/words/words-of.ts";

/** By way of the first one's `claims.json`. */
function comparedWords(before: Compilation, after: Compilation): Words {
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

/** What changes for people between two compilations without errors. */
export function changesBetween(before: Compilation, after: Compilation): readonly Change[] {
  return comparedWords(before, after).changes;
}

/** What can be counted of it. */
export function effectsBetween(before: Compilation, after: Compilation): Effects {
  return comparedWords(before, after).effects;
}

/** The same as `diff` prints it, without places. */
export function wordsBetween(before: Compilation, after: Compilation): string[] {
  return changesBetween(before, after).map((change) => `${MARKS[change.risk]} ${describeChange(change)}`);
}
