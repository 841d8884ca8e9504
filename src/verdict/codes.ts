import type { CodeEntry } from "../contract/code-entry.ts";

/** What daemons say about the files that were generated for them: code → severity and explanation. */
export const VERDICT_CODES: Readonly<Record<string, CodeEntry>> = {
  "daemon/rejects": {
    severity: "error",
    about:
      "A daemon does not take its generated files (`intentlb check`). The place is the generated line, the notes are the places in " +
      "the catalog that caused it. Where no place did, the line is intentlb's own, which is a bug worth reporting.",
  },
  "daemon/warns": {
    severity: "warning",
    about:
      "A daemon takes its generated files and has a warning. A running daemon says the same in its log, and perhaps does something else than what was meant.",
  },
  "daemon/absent": {
    severity: "error",
    about:
      "A program that `intentlb check` needs is not installed on this machine, so that files were not checked. What was not checked is never reported as sound.",
  },
  "daemon/no-verdict": {
    severity: "error",
    about: "A daemon's check gave no verdict: it took too long, was killed or could not be started.",
  },
  "daemon/not-confined": {
    severity: "error",
    about:
      "This machine or container allows no namespaces, and the catalog hands raw lines to daemons. A daemon reads files and loads programs that such a line names, with the rights of whoever runs `intentlb check`. Nothing is checked then.",
  },
  "daemon/incomplete": {
    severity: "notice",
    about:
      "A daemon read its files and found nothing wrong, but could not do all of its check here. As root, or on the node itself, it can.",
  },
};
