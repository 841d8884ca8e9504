import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { LabInput } from "../../../lab/lab-input.ts";
import type { LabPlan } from "../../../lab/network/lab-plan.ts";
import { describeWanted } from "../../../prove/judge/judge-answer.ts";
import { planQuestions } from "../../../prove/questions/plan-questions.ts";
import { scopeOf } from "../../../prove/questions/question-scope.ts";
import { planTrials } from "../../../prove/trials/plan-trials.ts";
import { FLEET } from "./describe-proof.ts";

/**
 * A line for each test, those of trials last: service, what is requested where and by which client, and what is expected.
 */
export function listQuestions(input: LabInput, plan: LabPlan, only: ReadonlySet<string> | undefined): string {
  const isMeant = (service?: string) => only === undefined || (service !== undefined && only.has(service));
  const questions = planQuestions(input, plan).filter(({ service }) => isMeant(service));
  const trials = planTrials({ ...scopeOf(input, plan), questions, isMeant });
  return [...questions, ...trials.flatMap((trial) => trial.questions)]
    .map(
      ({ service, asked, probe, client, wanted }) =>
        `${escapeControls(`${service ?? FLEET}: ${asked} at ${probe.to} from ${client} (${probe.from}): ${describeWanted(wanted)}`)}\n`,
    )
    .join("");
}
