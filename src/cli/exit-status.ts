import type { Finding } from "../contract/finding.ts";

/** Exit status of a command: success, findings, or wrong usage and crashes. */
export const EXIT = { clean: 0, findings: 1, failure: 2 } as const;

/** The status for findings: errors always count, warnings and notices if `strict` is set. */
export function exitStatus(findings: readonly Finding[], strict: boolean): number {
  const counts = findings.some((finding) => strict || finding.severity === "error");
  return counts ? EXIT.findings : EXIT.clean;
}
