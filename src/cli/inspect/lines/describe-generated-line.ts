import { count } from "../../report/count.ts";
import { formatFilePlace } from "../../report/place.ts";
import { describeValue, describeValues } from "../describe-value.ts";
import { cutLine, shorten } from "../shorten.ts";
import type { Cause, ExplainedLine } from "./explain-generated-line.ts";

/** Values of a cause that are shown; a whole service has many. */
const MOST_VALUES = 12;
const MOST_CAUSES = 12;
const MOST_NODES = 6;

/** Lines that say which block a line is in, and each value that caused it. */
export function describeGeneratedLine(explained: ExplainedLine, full: boolean): string[] {
  const { node, path, daemon, isLink, line, text, block, nodes, rule, causes } = explained;
  const range = block.startLine === block.endLine ? "this line" : `lines ${block.startLine} to ${block.endLine}`;
  const others = nodes.filter((other) => other !== node);
  const shared = others.length === 0 ? "" : `, the same on ${shorten(others, full ? others.length : MOST_NODES)}`;
  const shown = causes.slice(0, full ? causes.length : MOST_CAUSES);
  const hidden = causes.length - shown.length;
  return [
    `${node}:${path}:${line}, ${isLink ? "a symbolic link " : ""}written by ${daemon}`,
    `  ${line} | ${cutLine(text, full)}`,
    `  block "${block.name}": ${range}${shared}`,
    ...(causes.length === 0
      ? ["", "no value of the catalog causes this block", ...describeRule(rule, daemon)]
      : ["", "caused by"]),
    ...shown.flatMap((cause) => describeCause(cause, full)),
    ...(hidden > 0 ? [`and ${hidden} more ${hidden === 1 ? "value" : "values"}; --full shows all`] : []),
  ];
}

function describeRule(rule: ExplainedLine["rule"], daemon: string): string[] {
  return rule === null ? [`${daemon} writes it by a rule of its generator`] : [`rule ${rule.name}: ${rule.about}`];
}

function describeCause(cause: Cause, full: boolean): string[] {
  const { path, others, isMap, values, isWhole, kind, name } = cause;
  if (kind === null) return [formatFilePlace(cause)];
  const heirs = others === 0 ? "" : `, and in ${count(others, "other")} that inherit it`;
  if (!isMap) return describeValue(cause, `${path}${heirs}`);
  const head = `${path}${heirs}  ${formatFilePlace(cause)}`;
  const command = kind === "fleet" ? "--full" : `intentlb explain ${kind} ${name}`;
  if (isWhole && !full) return [head, `  ${count(values.length, "value")}: ${command}`];
  const shown = values.slice(0, full ? values.length : MOST_VALUES);
  const hidden = values.length - shown.length;
  return [
    head,
    ...describeValues(shown, true),
    ...(hidden > 0 ? [`  and ${count(hidden, "value")} more; --full shows all`] : []),
  ];
}
