import { count } from "../../report/count.ts";
import { formatFilePlace } from "../../report/place.ts";
import { alignColumns, writeValue } from "../describe-value.ts";
import { cutLine, shorten } from "../shorten.ts";
import type { CausedBy, ExplainedCatalogLine } from "./explain-catalog-line.ts";
import type { CausedBlock } from "./find-caused.ts";
import type { Overridden } from "./find-overridden.ts";

/** What is generated may depend on a value through another one, as pagers do on the teams that services name. */
const UNTRACED = "no generated line is traced back to this value; explain what refers to it";

const MOST_BLOCKS = 12;
const MOST_LINES = 6;
const MOST_NODES = 6;
const MOST_NAMES = 3;

/** Lines that say what a line of the catalog generates, shortened unless everything is wanted. */
export function describeCatalogLine(explained: ExplainedCatalogLine, full: boolean): string[] {
  const { file, line, text, values, generates, overridden, reason } = explained;
  const names = values.map(({ path }) => path);
  const [nearest, ...wider] = generates;
  return [
    `${file}:${line}${names.length === 0 ? "" : `: ${shorten(names, full ? names.length : MOST_NAMES)}`}`,
    `  ${line} | ${cutLine(text, full)}`,
    ...(reason === null ? [] : [`generates nothing: ${reason}`]),
    ...(reason === null && nearest === undefined && overridden.length === 0 ? [UNTRACED] : []),
    ...(nearest === undefined ? [] : describeCaused(nearest, full)),
    ...wider.flatMap((caused) => (full ? describeCaused(caused, full) : [summarize(caused)])),
    ...(overridden.length === 0 ? [] : describeOverridden(overridden, nearest === undefined, full)),
  ];
}

function describeCaused({ isDirect, causes, blocks }: CausedBy, full: boolean): string[] {
  const shown = blocks.slice(0, full ? blocks.length : MOST_BLOCKS);
  const hidden = blocks.length - shown.length;
  return [
    isDirect ? "generates" : `as part of ${nameParts(causes, full)} generates`,
    ...shown.flatMap((block) => describeBlock(block, full)),
    ...(hidden > 0 ? [`  and ${count(hidden, "block")} more; --full shows all`] : []),
  ];
}

function summarize({ causes, blocks }: CausedBy): string {
  return `as part of ${nameParts(causes, false)} generates ${count(blocks.length, "block")} more; --full shows them`;
}

function nameParts(causes: readonly string[], full: boolean): string {
  return causes.length === 0 ? "a larger value" : shorten(causes, full ? causes.length : MOST_NAMES);
}

function describeBlock({ daemon, path, name, lines, places }: CausedBlock, full: boolean): string[] {
  const text = lines.filter((line, index) => index > 0 || line.trim() !== "");
  const shown = text.slice(0, full ? text.length : MOST_LINES);
  const hidden = text.length - shown.length;
  const where = places.slice(0, full ? places.length : MOST_NODES);
  return [
    `  ${daemon}, ${path}, block "${name}"`,
    ...where.map(({ startLine, endLine, nodes }) => {
      const range = startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`;
      return `    ${range} on ${nodes.length > 1 ? `${count(nodes.length, "node")}: ` : ""}${shorten(nodes, full ? nodes.length : MOST_NODES)}`;
    }),
    ...(places.length > where.length ? [`    and at ${count(places.length - where.length, "other place")}`] : []),
    ...shown.map((line) => `      ${cutLine(line, full)}`),
    ...(hidden > 0 ? [`      … ${count(hidden, "line")} more`] : []),
  ];
}

function describeOverridden(overridden: readonly Overridden[], isAll: boolean, full: boolean): string[] {
  const shown = overridden.slice(0, full ? overridden.length : MOST_BLOCKS);
  const hidden = overridden.length - shown.length;
  const rows = shown.map(({ path, by, others }) => [
    others === 0 ? path : `${path} and ${count(others, "other")}`,
    by.layer,
    formatFilePlace(by),
    writeValue(by),
  ]);
  return [
    isAll ? "generates nothing, because it is overridden" : "is overridden in",
    ...alignColumns(rows),
    ...(hidden > 0 ? [`  and ${hidden} more; --full shows all`] : []),
  ];
}
