import type { Fleet } from "../contract/fleet.ts";
import type { Wordings } from "../contract/wording.ts";
import { accessWords } from "./access-words.ts";
import type { Comparison } from "./comparison.ts";
import { type Effects, effectsOf } from "./effects.ts";
import { type Change, foldSentences } from "./fold-sentences.ts";
import { type GuardLimits, guardLimits } from "./guard.ts";
import { placeFinder } from "./place-of.ts";
import type { Sentence } from "./sentence.ts";
import { sentencesOf } from "./sentences.ts";
import { serviceFates } from "./service-fates.ts";
import { wordingFinder } from "./wordings.ts";

/** What changes for people. */
export interface Words {
  /** The most dangerous first. */
  readonly changes: readonly Change[];
  readonly effects: Effects;
  /** The most that a change may do without being acknowledged. */
  readonly limits: GuardLimits;
}

/**
 * What changes for people between two trees, most dangerous first; what changes alike for many is one change.
 * @param fleet of the new tree
 * @param ofGenerators words for generators' own keys of the language
 * @param more what else changes
 */
export function wordsOf(
  comparison: Comparison,
  fleet: Fleet,
  ofGenerators: readonly Wordings[],
  more: readonly Sentence[] = [],
): Words {
  const placeOf = placeFinder(fleet, comparison.subjects);
  const [fates, access] = [serviceFates(comparison), accessWords(comparison)];
  const sentences = sentencesOf(comparison, wordingFinder(ofGenerators), fates, access);
  const placed = sentences.map((sentence) => {
    const place = placeOf(sentence);
    return place === undefined ? sentence : { ...sentence, place };
  });
  return {
    changes: foldSentences([...placed, ...more]),
    effects: effectsOf(comparison, sentences, fates, access),
    limits: guardLimits(comparison),
  };
}
