import type { CodeEntry } from "../contract/finding.ts";

/** Findings about what a change does: code → severity and explanation. */
export const DIFF_CODES: Readonly<Record<string, CodeEntry>> = {
  "diff/guard": {
    severity: "error",
    about:
      "A change does more of something dangerous than `fleet.guard` allows: it opens many services, withdraws many VIPs, shrinks a pool. " +
      "Most often this is a mistake in a profile or a network. If it is meant, acknowledge it with `--allow`.",
  },
};
