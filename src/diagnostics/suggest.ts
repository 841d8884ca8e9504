/**
 * The candidate most likely meant by `wrong`, or undefined if none is near: at most a third of the longer name may
 * differ. Different letter case, or a missing `std/`, is nearest; ties go to the first by code units.
 */
export function suggest(wrong: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const lower = wrong.toLowerCase();
  const ending = `/${wrong}`;
  for (const candidate of candidates) {
    if (candidate === wrong) continue;
    const longer = Math.max(wrong.length, candidate.length);
    const allowed = Math.min(bestDistance, Math.max(1, Math.floor(longer / 3)), longer - 1);
    const isNearlySame =
      candidate.length === wrong.length ? candidate.toLowerCase() === lower : candidate.endsWith(ending);
    const distance = isNearlySame ? 0 : editDistance(wrong, candidate, allowed);
    if (distance > allowed) continue;
    if (distance < bestDistance || (distance === bestDistance && (best === undefined || candidate < best))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `suggest` as the help of a finding: did you mean `web`? */
export function didYouMean(wrong: string, candidates: Iterable<string>): string | undefined {
  const candidate = suggest(wrong, candidates);
  return candidate === undefined ? undefined : `did you mean \`${candidate}\`?`;
}

/** Different wrong names in a run that get suggestions: nobody reads more, and they take time. */
const MOST_SEARCHES = 100;

/** `didYouMean` with fixed candidates, for the first wrong names; undefined for later ones. */
export function didYouMeanAmong(candidates: readonly string[]): (wrong: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (wrong) => {
    if (!known.has(wrong) && known.size < MOST_SEARCHES) known.set(wrong, didYouMean(wrong, candidates));
    return known.get(wrong);
  };
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and swaps of neighbours
 * that turn one string into the other. Anything above `limit` is infinity. Thousands of candidates are compared with
 * each wrong name, so common beginnings and ends are skipped, and only cells within reach of the limit are computed.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let start = 0;
  let endOfA = a.length;
  let endOfB = b.length;
  while (start < endOfA && start < endOfB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endOfA > start && endOfB > start && a.charCodeAt(endOfA - 1) === b.charCodeAt(endOfB - 1)) {
    endOfA--;
    endOfB--;
  }
  const height = endOfA - start;
  const width = endOfB - start;
  if (Math.max(height, width) <= 1 || Math.min(height, width) === 0) return within(Math.max(height, width), limit);
  let [beforeLast, last, current] = rowsOf(width + 2);
  for (let column = 0; column <= width; column++) last[column] = column;
  for (let row = 1; row <= height; row++) {
    const from = Math.max(1, row - limit);
    const to = Math.min(width, row + limit);
    current[from - 1] = from === 1 ? row : FAR;
    let smallest = from === 1 ? row : FAR;
    const code = a.charCodeAt(start + row - 1);
    const codeBefore = a.charCodeAt(start + row - 2);
    for (let column = from; column <= to; column++) {
      const other = b.charCodeAt(start + column - 1);
      const replaced = at(last, column - 1) + (code === other ? 0 : 1);
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      if (row > 1 && column > 1 && code === b.charCodeAt(start + column - 2) && codeBefore === other) {
        cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      }
      current[column] = cost;
      smallest = Math.min(smallest, cost);
    }
    current[to + 1] = FAR;
    // A swap reaches back two rows, so one above the limit is still worth following.
    if (smallest > limit + 1) return Number.POSITIVE_INFINITY;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return within(at(last, width), limit);
}

/** Further than any limit. */
const FAR = 1 << 20;

type Rows = [Int32Array, Int32Array, Int32Array];

let scratch: Rows = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

/** Three reusable rows. Cells next to computed ones are read, and must be far. */
function rowsOf(length: number): Rows {
  if (scratch[0].length < length) {
    scratch = [new Int32Array(2 * length), new Int32Array(2 * length), new Int32Array(2 * length)];
  }
  for (const row of scratch) row.fill(FAR, 0, length);
  return [...scratch];
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? FAR;
}

function within(distance: number, limit: number): number {
  return distance > limit ? Number.POSITIVE_INFINITY : distance;
}
