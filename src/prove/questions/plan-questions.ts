import { FAMILIES } from "../../contract/fleet.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { planListeners } from "../../lab/members/plan-listeners.ts";
import type { LabPlan } from "../../lab/network/lab-plan.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import { askAnycast } from "./ask-anycast.ts";
import { askBalanced } from "./ask-balanced.ts";
import { askPorts } from "./ask-ports.ts";
import { askUnused } from "./ask-unused.ts";
import { askersOf } from "./asker.ts";
import type { Question } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { repeatQuestions } from "./repeat-questions.ts";
import { visitAgain } from "./visit-again.ts";

/**
 * All questions: about services' VIPs, from every client at every site, in both families, each frontend with its
 * host names and paths, often enough for each member to answer, in the order of services; then about nodes' own ports.
 */
export function planQuestions(input: LabInput, { clients }: Pick<LabPlan, "clients">): Question[] {
  const { fleet, claims, tree } = input;
  const scope: Scope = {
    ...input,
    firewalled: firewalledNodes(tree),
    listeners: planListeners(fleet, claims),
    askers: FAMILIES.flatMap((family) => askersOf(clients, family)),
  };
  const ofServices = [...fleet.services.values()].flatMap((service) => {
    const questions = [...askBalanced(service, scope), ...askAnycast(service, scope), ...askUnused(service, scope)];
    return [...questions, ...repeatQuestions(questions, fleet), ...visitAgain(questions, service)];
  });
  return [...ofServices, ...askPorts(scope)];
}

function firewalledNodes({ units }: Tree): Set<string> {
  return new Set(units.filter(({ daemon }) => daemon === "nftables").map(({ node }) => node));
}
