import type { Question } from "../questions/question.ts";

/** A question with what became of it. */
export interface Asked {
  readonly question: Question;
  readonly machine?: string;
  readonly wrong?: string;
}
