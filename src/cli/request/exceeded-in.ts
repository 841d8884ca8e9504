import { ALL_CODES } from "../../codes.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { collectFindings } from "../../diagnostics/collect-findings.ts";
import type { TreeDiff } from "../../diff/diff-tree.ts";
import { type Acknowledged, reportExceeded } from "../../diff/report-exceeded.ts";

/** What `--allow` and `--limit` say; nothing where they are absent. */
interface GuardOptions {
  readonly allow?: Acknowledged["allowed"];
  readonly limit?: Acknowledged["limits"];
}

/** Findings for the limits of `fleet.guard` that a change exceeds. */
export function exceededIn(
  diff: TreeDiff,
  fleet: Fleet | undefined,
  { allow = new Map(), limit = {} }: GuardOptions,
): readonly Finding[] {
  if (fleet === undefined) return [];
  const { report, list } = collectFindings(ALL_CODES);
  reportExceeded(diff, fleet, { allowed: allow, limits: limit }, report);
  return list();
}
