import type { Question } from "./question.ts";

/** The first question to each address at each place that it is reached at. */
export function onePerPlace(questions: readonly Question[]): Question[] {
  const places = new Map<string, Question>();
  for (const question of questions) {
    const key = JSON.stringify([question.probe.to, question.nodes]);
    if (!places.has(key)) places.set(key, question);
  }
  return [...places.values()];
}
