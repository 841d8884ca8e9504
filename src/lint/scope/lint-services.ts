import type { FindingDraft, Report } from "../../contract/finding.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import type { Scope } from "./scope-of.ts";

/** Reports what is wrong with a service, whatever the others are. */
export type ServiceCheck = (service: LoneService, report: Report) => void;

/**
 * Applies checks to services.
 * @param scope If only findings about these files are wanted, the same as among all. A check that finds something elsewhere
 * is applied to all services: what several inherit is shown as one, for the first of them.
 */
export function lintServices(
  services: readonly LoneService[],
  checks: readonly ServiceCheck[],
  report: Report,
  scope?: Scope,
): void {
  for (const check of checks) {
    const found = scope && draftsOf(check, scope.services);
    if (found?.every((draft) => isInside(draft, scope?.files))) for (const draft of found) report(draft);
    else for (const service of services) check(service, report);
  }
}

function draftsOf(check: ServiceCheck, services: readonly LoneService[]): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  for (const service of services) check(service, (draft) => drafts.push(draft));
  return drafts;
}

/** Whether a finding is at a value in the files: only services of the scope have it. */
function isInside({ at, cause }: FindingDraft, files: ReadonlySet<string> = new Set()): boolean {
  return cause === undefined && at?.builtIn === undefined && at?.source.builtin === false && files.has(at.source.path);
}
