import type { LabInput } from "../../../src/lab/lab-input.ts";
import { openOutlook } from "../../../src/prove/faults/look.ts";
import { planFaults } from "../../../src/prove/faults/plan-faults.ts";
import { runFault } from "../../../src/prove/faults/run-fault.ts";
import { startWatchers } from "../../../src/prove/faults/watch.ts";
import type { FaultProof } from "../../../src/prove/proof.ts";
import { planQuestions } from "../../../src/prove/questions/plan-questions.ts";
import { awaitRoutes } from "../../../src/prove/settle/await-routes.ts";
import { openLab } from "../../lab/campus-lab.ts";

/** Runs some of the faults that are planned for a fleet, once each, one after the other. */
export async function breakInLab(input: LabInput, names: readonly string[]): Promise<FaultProof[]> {
  const { lab, close } = await openLab(input);
  const { signal } = new AbortController();
  const watchers = startWatchers(lab);
  try {
    const scope = { input, plan: lab.plan };
    const isMeant = () => true;
    await awaitRoutes(lab, input, { isMeant, isFirst: true, onWait: () => {}, signal });
    const questions = planQuestions(input, lab.plan);
    const run = { scope, lab, questions, isMeant, signal, watchers, outlook: openOutlook(lab, input) };
    const planned = planFaults(scope, isMeant);
    const proofs: FaultProof[] = [];
    for (const name of names) {
      const fault = planned.find((each) => each.name === name);
      if (fault === undefined) throw new Error(`nobody plans that ${name}`);
      proofs.push(await runFault(fault, run));
    }
    return proofs;
  } finally {
    watchers.stop();
    await close();
  }
}
