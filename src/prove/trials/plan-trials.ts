import type { Question } from "../questions/question.ts";
import type { Scope } from "../questions/question-scope.ts";
import { planArp } from "./arp/plan-arp.ts";
import { planLayers } from "./layers/plan-layers.ts";
import { planLeaks } from "./leaks/plan-leaks.ts";
import type { Trial } from "./trial.ts";
import { tryCertificates } from "./try-certificates.ts";
import { tryChecks } from "./try-checks.ts";

/** What trials are planned from. */
export interface TrialInput extends Scope {
  /** Those that are asked of the fleet as it is; a trial may ask them again. */
  readonly questions: readonly Question[];
  /** Services that are tested. */
  readonly isMeant: (service?: string) => boolean;
}

const PLANNERS: readonly ((input: TrialInput) => readonly Trial[])[] = [
  planLayers,
  tryChecks,
  tryCertificates,
  planArp,
  planLeaks,
];

/** All trials of a fleet, in the order in which they run. */
export function planTrials(input: TrialInput): Trial[] {
  return PLANNERS.flatMap((plan) => plan(input));
}
