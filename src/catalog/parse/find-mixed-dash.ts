import type { Source } from "../../contract/source.ts";

/** A line of a block that begins in the block's own column. */
interface Entry {
  readonly line: number;
  readonly isDash: boolean;
  /** A key without a value on its line or in deeper columns below it: a list may follow in the same column. */
  readonly isBare: boolean;
}

/**
 * If keys with a dash and keys without one are in one column, YAML gives up far from the dash.
 * @param offset Where it gave up.
 * @returns the offset of the first misplaced dash in the column of that line; undefined if there is none.
 */
export function findMixedDash(source: Source, offset: number): number | undefined {
  const last = source.position(offset).line;
  const column = source.line(last).search(/[^ ]/);
  if (column === -1 || !/^ *(?:- )?[^\s#-][^:]*:(?:\s|$)/.test(source.line(last))) return undefined;
  const entries = entriesAbove(source, last, column);
  for (const [index, { line, isDash }] of entries.entries()) {
    const before = entries[index - 1];
    if (!isDash || before?.isDash === true || before?.isBare === true) continue;
    const hasKeys = before !== undefined || entries.some((entry) => !entry.isDash);
    if (hasKeys) return source.offset(line) + column;
  }
  return undefined;
}

/** Lines of the block down to the given one, from the top. */
function entriesAbove(source: Source, last: number, column: number): Entry[] {
  const entries: Entry[] = [];
  let hasDeeper = false;
  for (let line = last; line > 0; line--) {
    const text = source.line(line);
    const at = text.search(/[^ ]/);
    if (at === -1 || text[at] === "#") continue;
    if (at < column) break;
    if (at > column) {
      hasDeeper = true;
      continue;
    }
    const isDash = text.startsWith("- ", column);
    entries.unshift({ line, isDash, isBare: !isDash && !hasDeeper && /:\s*(?:#.*)?$/.test(text) });
    hasDeeper = false;
  }
  return entries;
}
