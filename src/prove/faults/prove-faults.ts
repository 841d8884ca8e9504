import type { FaultProof } from "../proof.ts";
import { openOutlook } from "./look.ts";
import { planFaults } from "./plan-faults.ts";
import type { PlannedFault } from "./planned-fault.ts";
import { type FaultRun, runFault } from "./run-fault.ts";
import { startWatchers } from "./watch.ts";

/** Breaks all that is planned for a running fleet, and says what came of it. */
export async function proveFaults(
  common: Omit<FaultRun, "watchers" | "outlook">,
  onProgress: (text: string) => void,
): Promise<FaultProof[]> {
  const { lab, scope, isMeant } = common;
  const watchers = startWatchers(lab);
  try {
    const run = { ...common, watchers, outlook: openOutlook(lab, scope.input) };
    return await proveEach(planFaults(scope, isMeant), run, onProgress);
  } finally {
    watchers.stop();
  }
}

/**
 * Breaks one thing after the other; what touches different services side by side. What goes wrong is tried a second time before it
 * counts: the machine that runs a whole fleet may have been slow.
 */
async function proveEach(
  planned: readonly PlannedFault[],
  run: FaultRun,
  onProgress: (text: string) => void,
): Promise<FaultProof[]> {
  const proofs = new Map<PlannedFault, FaultProof>();
  const waiting = new Set(planned);
  const running = new Map<PlannedFault, Promise<void>>();
  const prove = async (fault: PlannedFault) => {
    let proof = await runFault(fault, run);
    if (proof.broken.length > 0) proof = await runFault(fault, run);
    proofs.set(fault, proof);
  };
  while (waiting.size > 0 || running.size > 0) {
    for (const fault of waiting) {
      if ([...running.keys()].some((other) => touchesSame(fault, other))) continue;
      waiting.delete(fault);
      running.set(
        fault,
        prove(fault).finally(() => running.delete(fault)),
      );
    }
    const names = [...running.keys()].map(({ name }) => name);
    onProgress(`${proofs.size} of ${planned.length} faults; ${names.join(", ")}`);
    await Promise.race(running.values());
  }
  return planned.flatMap((fault) => proofs.get(fault) ?? []);
}

function touchesSame(one: PlannedFault, other: PlannedFault): boolean {
  return one.services.some((service) => other.services.includes(service));
}
