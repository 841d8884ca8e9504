import type { CodeEntry } from "../../src/contract/finding.ts";

/** The page of all findings: a table for each first part of their codes. */
export function renderFindings(codes: Readonly<Record<string, CodeEntry>>): string {
  const families = new Map<string, string[]>();
  for (const code of Object.keys(codes).sort()) {
    const family = code.split("/")[0] ?? "";
    families.set(family, [...(families.get(family) ?? []), code]);
  }
  const lines = [
    "<!-- Generated from the code by `npm run generate`; do not edit. -->",
    "# Findings",
    "",
    "All findings that intentlb can report. Errors stop a build and cannot be accepted. You can accept warnings and notices",
    "with a reason, for a limited time or for good (`accept`); they stop a build only with `--strict`. `test/errors/<code>/`",
    "has an example of each with its exact output.",
    "",
  ];
  for (const [family, members] of families) {
    lines.push(`## ${family}`, "", "| code | severity | meaning and fix |", "| --- | --- | --- |");
    for (const code of members) {
      const entry = codes[code];
      if (entry !== undefined)
        lines.push(`| \`${code}\` | ${entry.severity} | ${entry.about.replaceAll("|", "\\|")} |`);
    }
    lines.push("");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}
