import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { PreparedGenerator } from "../contract/generator.ts";
import { indexFleet } from "./fleet-indexes.ts";
import { lintOwnFiles, OWN_FILE_CODES } from "./own-files.ts";
import { lintOwnPorts, OWN_PORT_CODES } from "./own-ports.ts";
import { lintRawLines, RAW_LINE_CODES } from "./raw-lines.ts";
import { RULES } from "./rules.ts";

/** Findings of all rules: code → severity and explanation. */
export const LINT_CODES: Readonly<Record<string, CodeEntry>> = Object.assign(
  {},
  OWN_FILE_CODES,
  OWN_PORT_CODES,
  RAW_LINE_CODES,
  ...RULES.map((rule) => rule.codes),
);

/**
 * Applies every rule to a linked fleet, and to what generators report about themselves; then each generator's own
 * rules.
 * @param sound Whether earlier stages found no error. Otherwise parts of the fleet are missing, which may explain what
 * a rule only suspects: only errors are reported, and rules that look for missing things are skipped.
 */
export function lintFleet(fleet: Fleet, prepared: readonly PreparedGenerator[], sound: boolean, report: Report): void {
  const errorsOnly: Report = (draft) => {
    if (LINT_CODES[draft.code]?.severity === "error") report(draft);
  };
  const cautious = sound ? report : errorsOnly;
  const indexes = indexFleet(fleet);
  for (const rule of RULES) {
    if (sound || rule.wholeFleet !== true) rule.check(fleet, cautious, indexes);
  }
  for (const { generator } of prepared) {
    lintRawLines(fleet, generator.name, generator.rawLines?.(fleet) ?? [], cautious);
  }
  const ownFiles = prepared.flatMap(({ generator }) => generator.ownFiles);
  lintOwnFiles(fleet, ownFiles, cautious);
  const ownPorts = prepared.flatMap(({ generator, input }) => generator.ownPorts?.(input) ?? []);
  lintOwnPorts(fleet, ownPorts, cautious);
  for (const { generator, input } of prepared) generator.lint?.(input, report);
}
