import { createColors } from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";
import { codeFrame } from "../../diagnostics/code-frame.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { formatPlaceFor } from "./place.ts";
import type { ReportContext, Reporter } from "./reporter.ts";
import { wrapText } from "./wrap-text.ts";

type Colors = ReturnType<typeof createColors>;

/** More notes than this are a chain, of which only the places are shown. */
const MOST_NOTES_WITH_FRAME = 2;

/** Nobody reads more than this; a file that is not a catalog has a finding on each line. */
const MOST_FINDINGS = 200;

/** For people: what, where with the line and carets, why, and what to do; a blank line between findings. */
export const reportPretty: Reporter = (findings, context) => {
  const colors = createColors(context.color);
  const shown = mostUrgent(findings);
  const texts = shown.map((finding) => `${describe(finding, context, colors).join("\n")}\n`);
  const hidden = findings.length - shown.length;
  if (hidden > 0) texts.push(`and ${hidden} more; \`--format json\` shows all\n`);
  return texts.join("\n");
};

/** If there are too many to read, only errors, if there are enough of them; the order stays. */
function mostUrgent(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const errors = findings.filter((finding) => finding.severity === "error");
  return (errors.length === 0 ? findings : errors).slice(0, MOST_FINDINGS);
}

function describe(finding: Finding, context: ReportContext, colors: Colors): string[] {
  const paint = paintFor(finding, colors);
  const wrap = (text: string, label: string, indent: number) =>
    context.wrap === true ? wrapText(text, context.width, label.length, indent) : text;
  const { severity, code } = finding;
  const message = wrap(escapeControls(finding.message), `${severity} ${code} `, 2);
  const lines = [`${colors.bold(paint(severity))} ${colors.dim(code)} ${colors.bold(message)}`];
  if (finding.at !== undefined) {
    lines.push(`  ${place(finding.at, context)}`, ...frame(finding.at, context, colors, paint));
  }
  const placed = finding.notes.filter((note) => note.at !== undefined).length;
  for (const { message, at } of finding.notes) {
    const text = `${escapeControls(message)}${at === undefined ? "" : ` ${place(at, context)}`}`;
    lines.push(`  ${colors.cyan("note")} ${wrap(text, "  note ", 7)}`);
    if (at !== undefined && placed <= MOST_NOTES_WITH_FRAME) lines.push(...frame(at, context, colors, colors.cyan));
  }
  if (finding.help !== undefined) {
    lines.push(`  ${colors.green("help")} ${wrap(escapeControls(finding.help), "  help ", 7)}`);
  }
  return lines;
}

function paintFor({ severity }: Finding, colors: Colors): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, notice: colors.blue }[severity];
}

function place(span: Span, { showPath }: ReportContext): string {
  return escapeControls(formatPlaceFor(span, showPath));
}

function frame(span: Span, context: ReportContext, colors: Colors, paint: (text: string) => string): string[] {
  const number = String(span.source.position(span.start).line);
  const { text, indent, carets } = codeFrame(span, Math.max(20, context.width - number.length - 6));
  const gutter = (label: string) => colors.dim(`  ${label.padStart(number.length)} |`);
  return [`${gutter(number)} ${text}`.trimEnd(), `${gutter("")} ${" ".repeat(indent)}${paint("^".repeat(carets))}`];
}
