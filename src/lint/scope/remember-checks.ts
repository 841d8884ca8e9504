import type { Fleet } from "../../contract/fleet.ts";
import type { LoneService } from "../../contract/lone-service.ts";
import { type Recorded, record, replay } from "../../diagnostics/record.ts";
import type { ServiceCheck } from "./lint-services.ts";

/** What checks found in services the last time. */
export type LintMemory = WeakMap<
  LoneService,
  {
    /** They are new objects if anything is new that services may name. */
    readonly nodes: Fleet["nodes"];
    /** By the kind of the checks. */
    readonly found: Map<string, Recorded<void>>;
  }
>;

/**
 * Several checks as one, which does nothing for services that are as they were the last time, but reports the same again.
 * @param kind of the checks: some are left out of a fleet with errors
 * @param memory filled
 */
export function rememberChecks(
  checks: readonly ServiceCheck[],
  kind: string,
  { nodes }: Pick<Fleet, "nodes">,
  memory: LintMemory,
): ServiceCheck {
  return (service, report) => {
    let kept = memory.get(service);
    if (kept?.nodes !== nodes) {
      kept = { nodes, found: new Map() };
      memory.set(service, kept);
    }
    let found = kept.found.get(kind);
    if (found === undefined) {
      found = record((note) => {
        for (const check of checks) check(service, note);
      });
      kept.found.set(kind, found);
    }
    replay(found, report);
  };
}
