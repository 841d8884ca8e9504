import type { Source } from "../../../../contract/source.ts";
import type { Change } from "../../../../words/fold-sentences.ts";
import type { Place } from "../../../../words/place-of.ts";
import type { ShowPath } from "../../show-path.ts";

/** Lines around the one that a sentence leads to. */
const AROUND = 3;

/** Lines that sentences lead to; the places of further ones are text. */
const MOST_PLACES = 500;
const LONGEST_LINE = 300;

/** Lines of a file of the catalog that belong together. */
export interface Excerpt {
  /** `services/web.yaml, lines 20 to 26` */
  readonly title: string;
  readonly lines: readonly ExcerptLine[];
}

export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  /** Of the line that a sentence leads to; never made of a name. */
  readonly anchor?: string;
}

/** Where to find the lines of places. */
export interface Excerpts {
  readonly all: readonly Excerpt[];
  /** Undefined if there are too many. */
  anchorOf(place: Place): string | undefined;
}

/** The lines that sentences lead to, once each, with some around them. */
export function excerptsOf(changes: readonly Change[], showPath: ShowPath): Excerpts {
  const anchors = new Map<Source, Map<number, string>>();
  let number = 0;
  for (const { span } of changes.flatMap(({ places }) => places)) {
    const lines = anchors.get(span.source) ?? new Map<number, string>();
    anchors.set(span.source, lines);
    const line = lineOf(span);
    if (lines.has(line) || number === MOST_PLACES) continue;
    number += 1;
    lines.set(line, `at-${number}`);
  }
  return {
    all: [...anchors].flatMap(([source, lines]) => excerptsIn(source, lines, showPath)),
    anchorOf: ({ span }) => anchors.get(span.source)?.get(lineOf(span)),
  };
}

function lineOf({ source, start }: Place["span"]): number {
  return source.position(start).line;
}

function excerptsIn(source: Source, anchors: ReadonlyMap<number, string>, showPath: ShowPath): Excerpt[] {
  const last = source.position(source.text.length).line;
  const ranges: { from: number; to: number }[] = [];
  for (const line of [...anchors.keys()].sort((a, b) => a - b)) {
    const [from, to] = [Math.max(1, line - AROUND), Math.min(last, line + AROUND)];
    const before = ranges.at(-1);
    if (before !== undefined && from <= before.to + 1) before.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => ({
    title: `${showPath(source)}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}`,
    lines: Array.from({ length: to - from + 1 }, (_, index) => {
      const number = from + index;
      const anchor = anchors.get(number);
      return { number, text: cut(source.line(number)), ...(anchor === undefined ? {} : { anchor }) };
    }),
  }));
}

function cut(line: string): string {
  const characters = [...line.slice(0, 2 * LONGEST_LINE)];
  return characters.length <= LONGEST_LINE ? line : `${characters.slice(0, LONGEST_LINE - 1).join("")}…`;
}
