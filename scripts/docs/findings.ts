import type { CodeEntry } from "../../src/contract/code-entry.ts";

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
    "Everything that intentlb may report. Errors stop a build and can't be accepted; warnings and notices can, for a while",
    "and with a reason (`accept`), and stop a build only with `--strict`. `test/errors/<code>/` shows each with its text.",
    "",
  ];
  for (const [family, members] of families) {
    lines.push(`## ${family}`, "", "| code | severity | when, and what to do |", "| --- | --- | --- |");
    for (const code of members) {
      const entry = codes[code];
      if (entry !== undefined)
        lines.push(`| \`${code}\` | ${entry.severity} | ${entry.about.replaceAll("|", "\\|")} |`);
    }
    lines.push("");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}
