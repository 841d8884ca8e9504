import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import { RULES } from "./rules.ts";

/** Findings of all rules: code → severity and explanation. */
export const LINT_CODES: Readonly<Record<string, CodeEntry>> = Object.assign({}, ...RULES.map((rule) => rule.codes));

/**
 * Applies every rule to a linked fleet.
 * @param sound Whether earlier stages found no error. Otherwise parts of the fleet are missing: what a rule merely doubts
 *   may be explained by them, so errors alone are reported, and none of rules that miss something.
 */
export function lintFleet(fleet: Fleet, sound: boolean, report: Report): void {
  const errorsOnly: Report = (draft) => {
    if (LINT_CODES[draft.code]?.severity === "error") report(draft);
  };
  for (const rule of RULES) {
    if (sound) rule.check(fleet, report);
    else if (rule.wholeFleet !== true) rule.check(fleet, errorsOnly);
  }
}
