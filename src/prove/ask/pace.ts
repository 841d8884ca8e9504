import type { Question } from "../questions/question.ts";
import type { Answer } from "./answer.ts";

/** Silence must last so many times as long as the slowest right answer. */
export const FACTOR = 3;

/** Milliseconds that are waited for an answer at most, on however slow a machine. */
export const LONGEST = 30_000;

/** How often questions are asked again because the machine became slower meanwhile. */
export const ROUNDS = 3;

/**
 * How slow the machine was, as far as an answer tells: the milliseconds of a right one, or by how much silence was noticed
 * too late. Wrong answers tell nothing, and neither do requests that take long by themselves.
 */
export function pauseOf(
  { probe, wanted }: Question,
  answer: Answer,
  { took, isRight }: { took: number; isRight: boolean },
): number {
  const { timeout, visits = 1, held, flood } = probe;
  if ((held ?? flood) !== undefined) return 0;
  if (answer.kind === "silent") return Math.max(0, took - timeout * visits);
  return isRight && wanted.kind !== "nothing" ? took / visits : 0;
}
