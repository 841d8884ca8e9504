import type { Finding } from "../../contract/finding.ts";

/** More findings than this get a summary by code. */
const MOST_WITHOUT_SUMMARY = 20;

/** Lines `  11 redirect/nowhere`, one per code, the most frequent first; empty if there are few findings. */
export function countByCode(findings: readonly Finding[]): string {
  if (findings.length <= MOST_WITHOUT_SUMMARY) return "";
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
  const width = String(sorted[0]?.[1] ?? 0).length;
  return sorted.map(([code, number]) => `  ${String(number).padStart(width)} ${code}\n`).join("");
}
