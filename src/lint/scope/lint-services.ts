import type { FindingDraft, Report } from "../../contract/finding.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { encloses } from "../../contract/origin.ts";

/** Reports what is wrong with a service, whatever the others are. */
export type ServiceCheck = (service: LoneService, report: Report) => void;

/**
 * Applies checks to services.
 * @param near If only what is found of these is asked for, as it is found among all. A finding that others may share
 * needs them: it is shown as one, for the first.
 */
export function lintServices(
  services: readonly LoneService[],
  checks: readonly ServiceCheck[],
  report: Report,
  near?: readonly LoneService[],
): void {
  for (const check of checks) {
    const own = near && findOwn(near, check);
    if (own === undefined) for (const service of services) check(service, report);
    else for (const draft of own) report(draft);
  }
}

/** What a check finds of services; undefined if others may share it. */
function findOwn(services: readonly LoneService[], check: ServiceCheck): FindingDraft[] | undefined {
  const found: FindingDraft[] = [];
  for (const service of services) {
    const before = found.length;
    check(service, (draft) => found.push(draft));
    if (!found.slice(before).every((draft) => isOwn(draft, service))) return undefined;
  }
  return found;
}

/** Whether a finding is at a value that only the service has. */
function isOwn({ at, cause }: FindingDraft, { tree }: LoneService): boolean {
  return cause === undefined && at !== undefined && at.builtIn === undefined && encloses(tree, at);
}
