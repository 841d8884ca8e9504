import { describeChange } from "../../../diff/describe-change.ts";
import type { TreeDiff } from "../../../diff/diff-tree.ts";
import type { PromiseChange } from "../../../diff/promise-change.ts";

/** What a change does, in words. */
export interface Sentence {
  /** What begins to be so, what no longer is, what is otherwise. */
  readonly mark: "+" | "-" | "~";
  /** Not escaped: it contains names of catalogs and of old files. */
  readonly text: string;
}

const MARKS: Readonly<Record<PromiseChange["sign"], Sentence["mark"]>> = { now: "+", "no longer": "-", changed: "~" };

/** The effect of a change in words, in the order in which people read it; none if the old tree's claims cannot be read. */
export function sentencesOf({ promises = [] }: TreeDiff): Sentence[] {
  return promises.map((change) => ({ mark: MARKS[change.sign], text: describeChange(change) }));
}
