import { diffLines, type Region } from "./diff-lines.ts";

/** Lines around a change, as in `diff -u`. */
const CONTEXT = 3;

/** How two texts differ. */
export interface TextDiff {
  /** Lines of a unified diff from its first `@@` on; each begins with `@@`, a space, `-` or `+`. */
  readonly lines: readonly string[];
  readonly added: number;
  readonly removed: number;
}

/** Compares two texts line by line. A missing newline at the end is ignored. */
export function diffTexts(before: string, after: string): TextDiff {
  const [old, now] = [splitLines(before), splitLines(after)];
  const regions = diffLines(old, now);
  return {
    lines: group(regions).flatMap((hunk) => printHunk(hunk, old, now)),
    added: sum(regions.map(({ newStart, newEnd }) => newEnd - newStart)),
    removed: sum(regions.map(({ oldStart, oldEnd }) => oldEnd - oldStart)),
  };
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Joins changes whose contexts touch into one hunk. */
function group(regions: readonly Region[]): Region[][] {
  const hunks: Region[][] = [];
  for (const region of regions) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && region.oldStart - last.oldEnd <= 2 * CONTEXT) hunks.at(-1)?.push(region);
    else hunks.push([region]);
  }
  return hunks;
}

function printHunk(regions: readonly Region[], old: readonly string[], now: readonly string[]): string[] {
  const [first, last] = [regions[0], regions.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = Math.max(0, first.oldStart - CONTEXT);
  const end = Math.min(old.length, last.oldEnd + CONTEXT);
  const newStart = first.newStart - (first.oldStart - start);
  const newEnd = last.newEnd + (end - last.oldEnd);
  const lines = [`@@ -${range(start, end)} +${range(newStart, newEnd)} @@`];
  let at = start;
  const keep = (until: number) => {
    for (; at < until; at++) lines.push(` ${old[at]}`);
  };
  for (const region of regions) {
    keep(region.oldStart);
    lines.push(...old.slice(region.oldStart, region.oldEnd).map((line) => `-${line}`));
    lines.push(...now.slice(region.newStart, region.newEnd).map((line) => `+${line}`));
    at = region.oldEnd;
  }
  keep(end);
  return lines;
}

/** First line (from 1) and number of lines; for no lines the line before, as in POSIX. */
function range(start: number, end: number): string {
  return `${end === start ? start : start + 1},${end - start}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
