import { FAMILIES, type Fleet } from "../../contract/fleet.ts";
import type { Answer } from "../ask/answer.ts";
import type { Question } from "../questions/question.ts";
import { judgeAnswer, type Verdict } from "./judge-answer.ts";

/** Evaluates an answer that came through the nodes that the question reaches. */
export function judgeFor(question: Question, answer: Answer, fleet: Fleet): Verdict {
  const balancers = question.nodes.flatMap((name) => {
    const addresses = fleet.nodes.get(name)?.addresses;
    return FAMILIES.flatMap((family) => addresses?.[family]?.address ?? []);
  });
  return judgeAnswer(question, answer, balancers);
}
