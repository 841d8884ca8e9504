import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet, Service } from "../contract/fleet.ts";
import type { PreparedGenerator } from "../contract/generator.ts";
import { type Recorded, record, replay } from "../diagnostics/record.ts";
import { indexFleet } from "./fleet-indexes.ts";
import { lintCertificateFiles, lintFilesOfService, OWN_FILE_CODES } from "./own-files.ts";
import { indexOwnPorts, lintPortsOfNodes, lintPortsOfService, OWN_PORT_CODES } from "./own-ports.ts";
import { lintRawLines, RAW_LINE_CODES } from "./raw-lines.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";

/** Findings of all rules: code → severity and explanation. */
export const LINT_CODES: Readonly<Record<string, CodeEntry>> = Object.assign(
  {},
  OWN_FILE_CODES,
  OWN_PORT_CODES,
  RAW_LINE_CODES,
  ...RULES.map((rule) => rule.codes),
);

/** What the rules found in services the last time. */
export type LintMemory = WeakMap<
  Service,
  {
    /** They are new objects if anything is new that services may name. */
    readonly nodes: Fleet["nodes"];
    readonly sound: boolean;
    readonly checked: Recorded<void>;
  }
>;

/**
 * Applies every rule to a linked fleet, and to what generators report about themselves; then each generator's own
 * rules.
 * @param sound Whether earlier stages found no error. Otherwise parts of the fleet are missing, which may explain what
 * a rule only suspects: only errors are reported, and rules that look for missing things are skipped.
 * @param memory of the last time; filled
 */
export function lintFleet(
  fleet: Fleet,
  prepared: readonly PreparedGenerator[],
  sound: boolean,
  report: Report,
  memory: LintMemory = new WeakMap(),
): void {
  const errorsOnly: Report = (draft) => {
    if (LINT_CODES[draft.code]?.severity === "error") report(draft);
  };
  const cautious = sound ? report : errorsOnly;
  const indexes = indexFleet(fleet);
  const rules = RULES.filter(({ wholeFleet }) => sound || wholeFleet !== true);
  const ownFiles = prepared.flatMap(({ generator }) => generator.ownFiles);
  const ownPorts = indexOwnPorts(prepared.flatMap(({ generator, input }) => generator.ownPorts?.(input) ?? []));
  for (const rule of rules) rule.checkFleet?.(fleet, cautious, indexes);
  for (const { generator } of prepared) {
    lintRawLines(fleet, generator.name, generator.rawLines?.(fleet) ?? [], cautious);
  }
  lintCertificateFiles(fleet, ownFiles, cautious);
  lintPortsOfNodes(fleet, ownPorts, cautious);
  for (const service of fleet.services.values()) {
    const last = memory.get(service);
    const isSame = last?.nodes === fleet.nodes && last.sound === sound;
    const checked = isSame ? last.checked : record((note) => checkService(service, rules, fleet, note));
    if (!isSame) memory.set(service, { nodes: fleet.nodes, sound, checked });
    replay(checked, cautious);
    lintFilesOfService(service, ownFiles, cautious);
    lintPortsOfService(service, ownPorts, cautious);
  }
  for (const { generator, input } of prepared) generator.lint?.(input, report);
}

function checkService(service: Service, rules: readonly Rule[], fleet: Fleet, report: Report): void {
  for (const rule of rules) rule.checkService?.(service, report, fleet);
}
