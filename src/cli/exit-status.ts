import type { Finding } from "../contract/finding.ts";

/** What a command tells its caller: all well, something found, or wrong usage and crashes. */
export const EXIT = { clean: 0, findings: 1, failure: 2 } as const;

/** The status that follows from findings: errors always count, warnings and notices when `strict` says so. */
export function exitStatus(findings: readonly Finding[], strict: boolean): number {
  const counts = findings.some((finding) => strict || finding.severity === "error");
  return counts ? EXIT.findings : EXIT.clean;
}
