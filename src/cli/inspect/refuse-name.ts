import type { NamedSection } from "../../catalog/validate/collect-definitions.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Analysis } from "../../pipeline.ts";
import { builtInProfileNames } from "../../resolve/layers/built-in-layers.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../fail.ts";
import { printFindings } from "../report/print-findings.ts";

/** Prints why a name cannot be looked up: it does not exist, or is broken, and the errors of the catalog say how. */
export function refuseName(section: NamedSection, name: string, analysis: Analysis, folder: string): void {
  const { definitions, findings } = analysis;
  const errors = findings.filter((finding) => finding.severity === "error");
  const defined = definitions.valid[section].has(name) || definitions.broken.has(`${section}.${name}`);
  if (errors.length > 0 && (defined || analysis.fleet === undefined)) {
    printFindings(errors, folder, "pretty", process.stderr);
    process.exitCode = EXIT.findings;
    return;
  }
  const builtIn = section === "profiles" ? builtInProfileNames() : [];
  const help = didYouMean(name, [...definitions.valid[section].keys(), ...builtIn]);
  const kind = section.slice(0, -1);
  fail(`there is no ${kind} \`${name}\`${help === undefined ? "" : `: ${help}`}`);
}
