import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { PreparedGenerator } from "../contract/generator.ts";
import type { LoneService } from "../contract/lone-service.ts";
import { indexFleet } from "./fleet-indexes.ts";
import { lintCertificateFiles, lintFilesOfService, OWN_FILE_CODES } from "./own-files.ts";
import { indexOwnPorts, lintPortsOfNodes, lintPortsOfService, OWN_PORT_CODES } from "./own-ports.ts";
import { lintRawLines, RAW_LINE_CODES } from "./raw-lines.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { lintServices, type ServiceCheck } from "./scope/lint-services.ts";
import { type LintMemory, rememberChecks } from "./scope/remember-checks.ts";
import type { Scope } from "./scope/scope-of.ts";

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
 * @param scope If only findings about some files are wanted; default: all.
 * @param memory of the last time, if there is a next; filled
 */
export function lintFleet(
  fleet: Fleet,
  prepared: readonly PreparedGenerator[],
  sound: boolean,
  report: Report,
  scope?: Scope,
  memory?: LintMemory,
): void {
  const errorsOnly: Report = (draft) => {
    if (LINT_CODES[draft.code]?.severity === "error") report(draft);
  };
  const cautious = sound ? report : errorsOnly;
  const remember = (some: readonly ServiceCheck[], kind: string) =>
    memory === undefined ? some : [rememberChecks(some, kind, fleet, memory)];
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
  for (const { generator, input } of prepared) generator.lint?.(input, report);
  const checksOf = (some: readonly Rule[]) =>
    some.flatMap(({ checkService }): ServiceCheck[] =>
      checkService === undefined ? [] : [(service, found) => checkService(service, found, fleet)],
    );
  const always = [
    ...checksOf(rules.filter(({ wholeFleet }) => wholeFleet !== true)),
    (service: LoneService, found: Report) => lintFilesOfService(service, ownFiles, found),
  ];
  const ifWhole = checksOf(rules.filter(({ wholeFleet }) => wholeFleet === true));
  const checks: ServiceCheck[] = [
    ...remember(always, "always"),
    ...(sound ? remember(ifWhole, "whole fleet") : []),
    (service, found) => lintPortsOfService(service, ownPorts, found),
  ];
  const services = [...fleet.services.values()];
  lintServices(services, checks, cautious, scope);
  const daemons = prepared.flatMap(({ generator: { lintService } }): ServiceCheck[] =>
    lintService === undefined ? [] : [(service, found) => lintService(service, found, fleet)],
  );
  lintServices(services, remember(daemons, "daemons"), report, scope);
}
