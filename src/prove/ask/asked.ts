import type { Question } from "../questions/question.ts";

/** A question with its result. */
export interface Asked {
  readonly question: Question;
  readonly machine?: string;
  readonly wrong?: string;
}
