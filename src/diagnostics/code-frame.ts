import type { Span } from "../contract/source.ts";
import { displayWidth } from "./display-width.ts";
import { escapeControls } from "./escape-controls.ts";

/** The line of a file where a span begins, ready to print, and the position of the carets below it. */
export interface CodeFrame {
  readonly line: number;
  /** Safe for a terminal; truncated on either side with `…` if the line is wider than allowed. */
  readonly text: string;
  /** Columns of the terminal before the first caret. */
  readonly indent: number;
  /** Carets, at least one. Of a span over several lines only the first line counts. */
  readonly carets: number;
}

/** A character as shown, and its columns. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly marked: boolean;
}

const TAB = "    ";
const CUT = "…";

/** The frame of a span, at most `width` columns wide. Only computed when the finding is shown. */
export function codeFrame(span: Span, width: number): CodeFrame {
  const { source, start } = span;
  const { line, column } = source.position(start);
  const lineStart = start - column + 1;
  const lineEnd = lineStart + source.line(line).trimEnd().length;
  // Only what could be visible is examined, because a line may be megabytes long.
  const from = wholeCharacter(source.text, Math.max(lineStart, start - 2 * width));
  const to = wholeCharacter(source.text, Math.min(Math.max(lineEnd, start), start + 2 * width));
  const cells = cellsOf(source.text.slice(from, to), start - from, Math.min(span.end, lineEnd) - from);
  return { line, ...fitInto(cells, width, from > lineStart, to < lineEnd) };
}

/** The offset, or the one before it if it would split a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return offset > 0 && code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

function cellsOf(text: string, start: number, end: number): Cell[] {
  const cells: Cell[] = [];
  let offset = 0;
  for (const character of text) {
    const marked = offset >= start && offset < Math.max(end, start + 1);
    const safe = character === "\t" ? TAB : escapeControls(character);
    cells.push({ text: safe, width: safe === character ? displayWidth(character) : safe.length, marked });
    offset += character.length;
  }
  // A place behind the last character (a missing value) has a column of its own.
  if (!cells.some((cell) => cell.marked)) cells.push({ text: "", width: 1, marked: true });
  return cells;
}

/** Chooses the cells to show: all of them, or a window that begins somewhat before the mark. */
function fitInto(
  cells: readonly Cell[],
  width: number,
  cutBefore: boolean,
  cutAfter: boolean,
): Omit<CodeFrame, "line"> {
  const mark = cells.findIndex((cell) => cell.marked);
  let first = 0;
  let last = cells.length;
  if (cutBefore || cutAfter || sum(cells) > width) {
    const room = width - 2 * CUT.length;
    // A third of the room is for the text before the mark, plus whatever the text after it does not need.
    const before = Math.max(Math.floor(room / 3), room - sum(cells.slice(mark)));
    first = mark;
    for (let used = widthAt(cells, first - 1); first > 0 && used <= before; used += widthAt(cells, first - 1)) first--;
    last = first;
    for (let used = widthAt(cells, last); last < cells.length && used <= room; used += widthAt(cells, last)) last++;
    last = Math.max(last, mark + 1);
  }
  const left = cutBefore || first > 0 ? CUT : "";
  const right = cutAfter || last < cells.length ? CUT : "";
  const shown = cells.slice(first, last);
  return {
    text: `${left}${shown.map((cell) => cell.text).join("")}${right}`,
    indent: left.length + sum(cells.slice(first, mark)),
    carets: Math.max(1, sum(shown.filter((cell) => cell.marked))),
  };
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((total, cell) => total + cell.width, 0);
}

function widthAt(cells: readonly Cell[], index: number): number {
  return cells[index]?.width ?? 0;
}
