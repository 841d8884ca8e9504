import type { TreeDiff } from "../../../diff/diff-tree.ts";
import { type Change, describeChange, MARKS } from "../../../words/fold-sentences.ts";
import { count } from "../count.ts";
import type { ShowPath } from "../show-path.ts";

/** What a change does, in words. Neither text is escaped: they contain names of catalogs and of old files. */
export interface DiffSentence {
  readonly mark: string;
  readonly text: string;
  /** Where the cause is: `services/web.yaml:23 through website`; empty for what is gone. */
  readonly place: string;
}

/** What changes for people, in the order in which they read it; none if the old tree's claims cannot be read. */
export function sentencesOf({ changes = [] }: TreeDiff, showPath: ShowPath): DiffSentence[] {
  return changes.map((change) => ({
    mark: MARKS[change.risk],
    text: describeChange(change),
    place: describePlaces(change.places, showPath),
  }));
}

function describePlaces(places: Change["places"], showPath: ShowPath): string {
  const [first] = places;
  if (first === undefined) return "";
  const { span, profile } = first;
  const { line } = span.source.position(span.start);
  const through = profile === undefined ? "" : ` through ${profile}`;
  const more = places.length === 1 ? "" : ` and ${count(places.length - 1, "more place")}`;
  return `${showPath(span.source)}:${line}${through}${more}`;
}
