import type { Finding } from "../../contract/finding.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { formatPlaceFor, placeOf } from "./place.ts";
import type { ReportContext, Reporter } from "./reporter.ts";
import { isElsewhere, repositoryPlace } from "./repository-place.ts";

/**
 * Workflow commands of GitHub Actions, one line per finding; the runner shows them at their lines in a pull request.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export const reportGithub: Reporter = (findings, context) =>
  findings.map((finding) => `${command(finding, context)}\n`).join("");

function command(finding: Finding, context: ReportContext): string {
  const properties = Object.entries({ ...place(finding, context), title: finding.code })
    .map(([name, value]) => `${name}=${escapeProperty(escapeControls(String(value)))}`)
    .join(",");
  const level = finding.accepted === undefined ? finding.severity : "notice";
  return `::${level} ${properties}::${escapeData(body(finding, context))}`;
}

/** Columns only count within one line, and a built-in file is not in the repository. */
function place(finding: Finding, { showPath }: ReportContext): Record<string, string | number> {
  const at = repositoryPlace(finding);
  const { file, line, column, endLine, endColumn } = placeOf(at, showPath);
  if (isElsewhere(at) || file === null || line === null) return {};
  if (endLine !== line || column === null || endColumn === null) return { file, line, endLine: endLine ?? line };
  return { file, line, endLine, col: column, endColumn };
}

function body({ at, message, notes, help }: Finding, { showPath }: ReportContext): string {
  const lines = [isElsewhere(at) ? `${formatPlaceFor(at, showPath)}: ${message}` : message];
  for (const note of notes) {
    lines.push(`note: ${note.message}${note.at === undefined ? "" : ` (${formatPlaceFor(note.at, showPath)})`}`);
  }
  if (help !== undefined) lines.push(`help: ${help}`);
  return lines.map(escapeControls).join("\n");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
