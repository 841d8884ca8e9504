import type { Question } from "../questions/question.ts";
import type { Scope } from "../questions/question-scope.ts";

/** What trials are planned from. */
export interface TrialInput extends Scope {
  /** Those that are asked of the fleet as it is; a trial may ask them again. */
  readonly questions: readonly Question[];
  /** Services that are tested. */
  readonly isMeant: (service?: string) => boolean;
}
