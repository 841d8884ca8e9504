import type { Finding } from "../contract/finding.ts";

/** Exit status of a command: success, findings, or wrong usage and crashes. */
export const EXIT = { clean: 0, findings: 1, failure: 2 } as const;

/** Exit status of `diff`: no difference, any error, differences. Scripts cannot mistake a failure for a difference. */
export const DIFF_EXIT = { same: 0, error: 1, different: 2 } as const;

/** The status of a command line that is wrong, or whose command crashes. */
export function failureStatus(argv: readonly string[]): number {
  const command = argv.slice(2).find((word) => !word.startsWith("-"));
  return command === "diff" ? DIFF_EXIT.error : EXIT.failure;
}

/** The status for findings: errors always count, warnings and notices if `strict` is set. */
export function exitStatus(findings: readonly Finding[], strict: boolean): number {
  const counts = findings.some((finding) => strict || finding.severity === "error");
  return counts ? EXIT.findings : EXIT.clean;
}
