import type { CheckQuestion, CheckSpec } from "../../contract/check-spec.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { at } from "../../contract/origin.ts";
import type { Tree } from "../../contract/tree.ts";

/** A check of a service, with its name in messages and its place. */
export interface LocatedCheck {
  /** Such as: check of backend web of service www. */
  readonly what: string;
  readonly question: CheckQuestion;
  /** Absent for checks that only monitoring runs. */
  readonly rhythm?: CheckSpec;
  readonly tree: Tree;
}

/** All checks of a service: of its backends, of its health and of its monitoring. */
export function checksOf(service: LoneService): LocatedCheck[] {
  const checks: LocatedCheck[] = [];
  for (const backend of service.backends) {
    if (backend.check === undefined) continue;
    const what = `check of backend ${backend.name} of ${service.name}`;
    checks.push({ what, question: backend.check, rhythm: backend.check, tree: at(backend, "check") });
  }
  const health = service.health.check;
  if (health !== undefined) {
    const what = `health check of ${service.name}`;
    checks.push({ what, question: health, rhythm: health, tree: at(service, "health", "check") });
  }
  for (const check of service.monitoring.checks) {
    const what = `monitoring check ${check.name} of ${service.name}`;
    checks.push({ what, question: check.question, tree: check.tree });
  }
  return checks;
}
