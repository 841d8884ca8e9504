import type { TreeDiff } from "../../../diff/diff-tree.ts";
import { describeDiff } from "./describe-diff.ts";
import type { DiffFormat } from "./diff-formats.ts";
import { diffJson } from "./diff-json.ts";
import { diffMarkdown } from "./diff-markdown.ts";
import type { DiffView } from "./diff-view.ts";
import { diffHtml } from "./html/diff-html.ts";

/** The text of differences. */
export function formatDiff(diff: TreeDiff, format: DiffFormat, view: DiffView): string {
  switch (format) {
    case "pretty":
      return describeDiff(diff, view);
    case "json":
      return diffJson(diff, view);
    case "markdown":
      return diffMarkdown(diff, view);
    case "html":
      return diffHtml(diff, view);
  }
}
