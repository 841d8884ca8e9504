import { planArp } from "./arp/plan-arp.ts";
import { planLayers } from "./layers/plan-layers.ts";
import { planLeaks } from "./leaks/plan-leaks.ts";
import { planLimits } from "./plan-limits.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";
import { tryCertificates } from "./try-certificates.ts";
import { tryChecks } from "./try-checks.ts";
import { tryReloads } from "./try-reloads.ts";
import { tryTimeouts } from "./try-timeouts.ts";

const PLANNERS: readonly ((input: TrialInput) => readonly Trial[])[] = [
  planLayers,
  tryReloads,
  tryChecks,
  tryCertificates,
  planArp,
  planLeaks,
  tryTimeouts,
  planLimits,
];

/** All trials of a fleet, in the order in which they run. */
export function planTrials(input: TrialInput): Trial[] {
  return PLANNERS.flatMap((plan) => plan(input));
}
