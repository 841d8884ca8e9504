import type { Lab } from "../../lab/lab.ts";
import type { Tested } from "../coverage/tested-values.ts";
import type { BrokenPromise } from "../proof.ts";
import type { Question } from "../questions/question.ts";

/**
 * Questions that need something of the lab to be altered first: what a promise protects from is made to happen. Trials run one
 * after the other, after all questions to the fleet as it is, and leave it as it was.
 */
export interface Trial {
  /** For progress: `members with certificates of another authority`. */
  readonly title: string;
  /** Asked while it is altered. */
  readonly questions: readonly Question[];
  /** Alters the lab; resolves when it is so. */
  readonly prepare: (lab: Lab) => Promise<void>;
  /** Looks at daemons meanwhile, for what no client can ask. */
  readonly look?: (lab: Lab) => Promise<readonly BrokenPromise[]>;
  /** What it looks at, by the values of the catalog behind it. */
  readonly looksAt?: readonly Tested[];
  /** Called before failed questions are asked a second time. */
  readonly again?: (lab: Lab) => Promise<void>;
  /** Undoes it; resolves when everything is as before. Called even if `prepare` failed halfway. */
  readonly restore: (lab: Lab) => Promise<void>;
}
