import type { FaultProof } from "../proof.ts";
import { openOutlook } from "./look.ts";
import { planFaults } from "./plan-faults.ts";
import type { PlannedFault } from "./planned-fault.ts";
import { type FaultRun, runFault } from "./run-fault.ts";
import { startWatchers } from "./watch.ts";

/** Injects all planned faults into a running fleet, and returns the results. */
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

/** Real failures repeat; delays of a busy machine do not. */
const ATTEMPTS = 3;

/** Injects faults one after the other; those that affect different services run in parallel. */
async function proveEach(
  planned: readonly PlannedFault[],
  run: FaultRun,
  onProgress: (text: string) => void,
): Promise<FaultProof[]> {
  const proofs = new Map<PlannedFault, FaultProof>();
  const waiting = new Set(planned);
  const running = new Map<PlannedFault, Promise<void>>();
  const prove = async (fault: PlannedFault) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const proof = await runFault(fault, run);
      proofs.set(fault, proof);
      if (proof.broken.length === 0) return;
    }
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
    onProgress(`${proofs.size} of ${planned.length} faults done; now: ${names.join(", ")}`);
    await Promise.race(running.values());
  }
  return planned.flatMap((fault) => proofs.get(fault) ?? []);
}

function touchesSame(one: PlannedFault, other: PlannedFault): boolean {
  return one.services.some((service) => other.services.includes(service));
}
