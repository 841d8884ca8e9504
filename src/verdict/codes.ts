import type { CodeEntry } from "../contract/finding.ts";

/** Findings from daemons about the files generated for them: code → severity and explanation. */
export const VERDICT_CODES: Readonly<Record<string, CodeEntry>> = {
  "daemon/rejects": {
    severity: "error",
    about:
      "A daemon rejects its generated files (`intentlb check`). The finding is at the generated line; its notes are the places in " +
      "the catalog that caused it. If there is none, the line is intentlb's own: please report that bug.",
  },
  "daemon/warns": {
    severity: "warning",
    about:
      "A daemon accepts its generated files with a warning. A running daemon logs the same, and may not do what you want.",
  },
  "daemon/absent": {
    severity: "error",
    about:
      "A program that `intentlb check` needs is not installed on this machine, so files were not checked. Files that were not checked are never reported as valid.",
  },
  "daemon/no-verdict": {
    severity: "error",
    about: "A daemon's check gave no result: it took too long, was killed or could not be started.",
  },
  "daemon/not-confined": {
    severity: "error",
    about:
      "This machine or container allows no namespaces, but the catalog passes raw lines to daemons. A daemon reads files and loads programs that such a line names, with the rights of the user who runs `intentlb check`. Nothing is checked then.",
  },
  "daemon/incomplete": {
    severity: "notice",
    about:
      "A daemon read its files and found nothing wrong, but could not complete its check here. It can as root, or on the node itself.",
  },
};
