import type { LabInput } from "../../lab/lab-input.ts";
import type { LabPlan } from "../../lab/network/lab-plan.ts";
import { askAnycast } from "./ask-anycast.ts";
import { askBalanced } from "./ask-balanced.ts";
import { askPorts } from "./ask-ports.ts";
import { askUnused } from "./ask-unused.ts";
import type { Question } from "./question.ts";
import { scopeOf } from "./question-scope.ts";
import { repeatQuestions } from "./repeat-questions.ts";
import { visitAgain } from "./visit-again.ts";

/**
 * All questions to the fleet as it is: about services' VIPs, from every client at every site, in both families, each frontend
 * with its host names and paths, often enough for each member to answer, in the order of services; then about nodes' own ports.
 * @param isMeant which services to ask about; questions about none are included if it accepts none
 */
export function planQuestions(
  input: LabInput,
  plan: Pick<LabPlan, "clients">,
  isMeant: (service?: string) => boolean = () => true,
): Question[] {
  const scope = scopeOf(input, plan);
  const { fleet } = input;
  const services = [...fleet.services.values()].filter(({ name }) => isMeant(name));
  const ofServices = services.flatMap((service) => {
    const questions = [...askBalanced(service, scope), ...askAnycast(service, scope), ...askUnused(service, scope)];
    return [...questions, ...repeatQuestions(questions, fleet), ...visitAgain(questions, service)];
  });
  return [...ofServices, ...askPorts(scope).filter(({ service }) => isMeant(service))];
}
