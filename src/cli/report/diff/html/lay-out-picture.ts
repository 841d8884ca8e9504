import { escapeControls } from "../../../../diagnostics/escape-controls.ts";
import type { Fate, Fated, Picture, PictureBox } from "./merge-sketches.ts";
import { COLUMNS, type Column } from "./sketch.ts";

/** Boxes of a column and lines of a box that are drawn; what changes is drawn first, the rest counted. */
const MOST_BOXES = 12;
const MOST_LINES = 12;

/** In units of the picture, which are CSS pixels on a wide screen. */
const BOX_WIDTH = 210;
const GAP_WIDTH = 60;
const GAP_HEIGHT = 12;
const LINE_HEIGHT = 17;
const PADDING = 9;
const MARGIN = 6;

/** Columns of a terminal's font that fit on a line of a box. */
const LONGEST_LINE = 27;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DrawnLine extends Point, Fated {}

export interface DrawnBox extends Point {
  readonly fate: Fate;
  readonly width: number;
  readonly height: number;
  /** The first one is the title. */
  readonly lines: readonly DrawnLine[];
}

export interface DrawnLink {
  readonly fate: Fate;
  /** For the `d` of an SVG path. */
  readonly curve: string;
  readonly head: string;
  /** Where the sign of what happens to it is. */
  readonly middle: Point;
}

/** Where everything of a picture is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly DrawnBox[];
  /** Those that change are last, so nothing is drawn over them. */
  readonly links: readonly DrawnLink[];
  /** Boxes that are not drawn, and lines of those that are. */
  readonly hidden: number;
}

/** Clients on the left, backends on the right; nothing depends on a font. */
export function layOutPicture({ boxes, links }: Picture): Layout {
  const columns = COLUMNS.map((column) => chooseBoxes(boxes, column));
  const drawn = columns.map(({ shown }, index) => stack(shown, MARGIN + index * (BOX_WIDTH + GAP_WIDTH)));
  const height = Math.max(...drawn.map((column) => column.height));
  const centred = drawn.flatMap((column) =>
    column.boxes.map(({ key, box }) => [key, lower(box, Math.floor((height - column.height) / 2))] as const),
  );
  const byKey = new Map(centred);
  return {
    width: 2 * MARGIN + COLUMNS.length * BOX_WIDTH + (COLUMNS.length - 1) * GAP_WIDTH,
    height,
    boxes: [...byKey.values()],
    links: [...links]
      .sort((a, b) => Number(a.fate !== "same") - Number(b.fate !== "same"))
      .flatMap(({ from, to, fate }) => {
        const [source, target] = [byKey.get(from), byKey.get(to)];
        return source === undefined || target === undefined ? [] : [drawLink(source, target, fate)];
      }),
    hidden: columns.reduce((sum, { hidden }) => sum + hidden, 0),
  };
}

function chooseBoxes(boxes: readonly PictureBox[], column: Column): { shown: readonly PictureBox[]; hidden: number } {
  const all = boxes.filter((box) => box.column === column);
  const shown = changedFirst(all, MOST_BOXES, ({ fate, lines }) => [fate, ...lines.map((line) => line.fate)]);
  const hiddenLines = shown.reduce((sum, { lines }) => sum + Math.max(0, lines.length - MOST_LINES), 0);
  return { shown, hidden: all.length - shown.length + hiddenLines };
}

/** At most so many, in their order: those that change, and others if there is room. */
function changedFirst<T>(things: readonly T[], most: number, fatesOf: (thing: T) => readonly Fate[]): T[] {
  if (things.length <= most) return [...things];
  const isSame = (thing: T) => fatesOf(thing).every((fate) => fate === "same");
  const chosen = new Set([...things.filter((thing) => !isSame(thing)), ...things.filter(isSame)].slice(0, most));
  return things.filter((thing) => chosen.has(thing));
}

function stack(
  boxes: readonly PictureBox[],
  x: number,
): { readonly boxes: readonly { readonly key: string; readonly box: DrawnBox }[]; readonly height: number } {
  let y = MARGIN;
  const placed = boxes.map((box) => {
    const drawn = drawBox(box, x, y);
    y += drawn.height + GAP_HEIGHT;
    return { key: box.key, box: drawn };
  });
  return { boxes: placed, height: y - (placed.length === 0 ? 0 : GAP_HEIGHT) + MARGIN };
}

function drawBox({ title, fate, lines }: PictureBox, x: number, y: number): DrawnBox {
  const shown = changedFirst(lines, MOST_LINES, (line) => [line.fate]);
  const texts: Fated[] = [{ text: title, fate }, ...shown];
  return {
    x,
    y,
    fate,
    width: BOX_WIDTH,
    height: 2 * PADDING + texts.length * LINE_HEIGHT,
    lines: texts.map((line, index) => ({
      text: cut(line.text),
      fate: line.fate,
      x: x + PADDING,
      y: y + PADDING + index * LINE_HEIGHT + 12,
    })),
  };
}

function lower(box: DrawnBox, by: number): DrawnBox {
  return { ...box, y: box.y + by, lines: box.lines.map((line) => ({ ...line, y: line.y + by })) };
}

function drawLink(from: DrawnBox, to: DrawnBox, fate: Fate): DrawnLink {
  const [start, end] = [
    { x: from.x + from.width, y: from.y + Math.floor(from.height / 2) },
    { x: to.x, y: to.y + Math.floor(to.height / 2) },
  ];
  const bend = GAP_WIDTH / 2;
  return {
    fate,
    curve: `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x - 5} ${end.y}`,
    head: `M${end.x} ${end.y}l-8-4v8z`,
    middle: { x: Math.floor((start.x + end.x) / 2), y: Math.floor((start.y + end.y) / 2) },
  };
}

/** Wide characters take two columns, as in a terminal. */
function cut(text: string): string {
  let room = LONGEST_LINE;
  const shown: string[] = [];
  for (const character of escapeControls(text)) {
    room -= (character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
    if (room < 0) return `${shown.slice(0, -1).join("")}…`;
    shown.push(character);
  }
  return shown.join("");
}
