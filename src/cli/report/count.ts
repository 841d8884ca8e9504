import type { Finding, Severity } from "../../contract/finding.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "notice"];

/** `1 node`, `2 nodes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `1 error, 2 warnings`; `no findings` if there are none. */
export function countFindings(findings: readonly Finding[]): string {
  const parts = SEVERITIES.map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? "" : count(number, severity);
  });
  return parts.filter((part) => part !== "").join(", ") || "no findings";
}
