import type { Claims } from "../../contract/claims.ts";
import { planSegments } from "../../lab/network/plan-segments.ts";
import { planQuestions } from "../questions/plan-questions.ts";
import type { Question } from "../questions/question.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";

/**
 * The same questions with the expectation once a fault was noticed. Questions without an expectation are omitted,
 * because nothing is left to answer, or because routers do not change the path there.
 */
export function expectMeanwhile(
  { input, plan }: FaultScope,
  { left, nodes: broken }: PlannedFault,
  questions: readonly Question[],
): Map<Question, Question> {
  const { fleet } = input;
  const segments = planSegments(fleet);
  const segmentOf = ({ client, probe }: Question) => {
    const addresses = plan.clients.find(({ name }) => name === client)?.addresses ?? [];
    const sites = addresses.find(({ address }) => address === probe.from)?.segment.sites ?? [];
    return segments.find((segment) => segment.sites.some((site) => sites.includes(site)));
  };
  const plans = new Map<Claims, Map<string, Question>>();
  const planFor = (claims: Claims) => {
    const known = plans.get(claims);
    if (known !== undefined) return known;
    const planned = new Map(planQuestions({ ...input, claims }, plan).map((each) => [keyOf(each), each]));
    plans.set(claims, planned);
    return planned;
  };
  return new Map(
    questions.flatMap((question) => {
      const segment = segmentOf(question);
      const meanwhile = planFor(left(segment?.sites ?? [])).get(keyOf(question));
      if (meanwhile === undefined) return [];
      // The lab's own routers, and those of a fleet without BGP, have static routes.
      const isSteered = fleet.spec.asn !== undefined && segment?.routers.every(({ node }) => node !== undefined);
      const isLost = question.nodes.some((node) => broken.includes(node) && !meanwhile.nodes.includes(node));
      return isLost && isSteered !== true ? [] : [[question, meanwhile] as const];
    }),
  );
}

function keyOf({ service, client, asked, probe }: Question): string {
  return JSON.stringify([service, client, asked, probe.from, probe.to, probe.port, probe.transport]);
}
