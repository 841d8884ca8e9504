import { escapeControls } from "../../../diagnostics/escape-controls.ts";

/**
 * Text as a code span (CommonMark 6.1), in which nothing is a link, a mention, a reference, HTML or markup. Its fence is
 * longer than any run of backticks inside.
 */
export function codeSpan(text: string): string {
  const shown = escapeControls(text);
  const fence = "`".repeat(longestRun([shown]) + 1);
  // One space on both sides is stripped.
  const pad = /^[` ]|[` ]$|^$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Text as HTML on one line, for places in which Markdown is not read. Forges ignore mentions and references in `<code>`. */
export function htmlCode(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return `<code>${escapeControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? "")}</code>`;
}

/**
 * Lines as a fenced block (CommonMark 4.5) that no line can close: its fence is longer than any run of backticks inside.
 * @param lines without line ends, made safe to print
 */
export function fence(lines: readonly string[], language: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(lines) + 1));
  return [`${ticks}${language}`, ...lines, ticks].join("\n");
}

/** Length of the longest run of backticks. */
function longestRun(texts: readonly string[]): number {
  const runs = texts.flatMap((text) => text.match(/`+/g) ?? []);
  return runs.reduce((longest, run) => Math.max(longest, run.length), 0);
}
