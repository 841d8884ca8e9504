import { FAMILIES, type Fleet } from "../../contract/fleet.ts";
import type { Question } from "../questions/question.ts";
import type { Answer } from "./answer.ts";
import { judgeAnswer, type Verdict } from "./judge-answer.ts";

/** Judges an answer that came by way of the nodes which the question arrives at. */
export function judgeFor(question: Question, answer: Answer, fleet: Fleet): Verdict {
  const balancers = question.nodes.flatMap((name) => {
    const addresses = fleet.nodes.get(name)?.addresses;
    return FAMILIES.flatMap((family) => addresses?.[family]?.address ?? []);
  });
  return judgeAnswer(question, answer, balancers);
}
