import { createHash } from "node:crypto";
import type { Finding, Severity } from "../../contract/finding.ts";
import { formatPlaceFor, placeOf } from "./place.ts";
import type { ReportContext, Reporter } from "./reporter.ts";
import { isElsewhere, repositoryPlace } from "./repository-place.ts";
import { stringifySafely } from "./stringify-safely.ts";

/** Severities of Code Climate; an error blocks, because nothing is built. */
const SEVERITIES: Readonly<Record<Severity, string>> = { error: "blocker", warning: "major", notice: "info" };

/**
 * A code quality report of GitLab, which shows what a merge request adds and fixes: an array of objects, one per finding.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const reportGitlab: Reporter = (findings, context) => {
  const seen = new Map<string, number>();
  return stringifySafely(
    findings.map((finding) => {
      const { path, line } = place(finding, context);
      const identity = JSON.stringify([finding.code, path, finding.message]);
      const before = seen.get(identity) ?? 0;
      seen.set(identity, before + 1);
      return {
        description: describe(finding, context),
        check_name: finding.code,
        fingerprint: fingerprint(identity, before),
        severity: finding.accepted === undefined ? SEVERITIES[finding.severity] : "info",
        location: { path, lines: { begin: line } },
      };
    }),
  );
};

/** GitLab ignores an entry without a place: what has none in the repository is shown at its top. */
function place(finding: Finding, { showPath }: ReportContext): { path: string; line: number } {
  const at = repositoryPlace(finding);
  const { file, line } = placeOf(isElsewhere(at) ? undefined : at, showPath);
  return { path: file ?? ".", line: line ?? 1 };
}

function describe({ at, message, help }: Finding, { showPath }: ReportContext): string {
  const place = isElsewhere(at) ? `${formatPlaceFor(at, showPath)}: ` : "";
  return `${place}${message}${help === undefined ? "" : `\n${help}`}`;
}

/** The same when lines move: it has no line, but how many findings with the same text precede this one. */
function fingerprint(identity: string, before: number): string {
  return createHash("sha256").update(`${identity}${before}`).digest("hex");
}
