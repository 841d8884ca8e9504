/**
 * The candidate that somebody who wrote `wrong` most likely meant, or undefined where none is near: at most a third of
 * the longer name may differ. Other letter case, or a forgotten `std/`, is nearest; ties go to the first by code units.
 */
export function suggest(wrong: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === wrong) continue;
    const longer = Math.max(wrong.length, candidate.length);
    const allowed = Math.min(bestDistance, Math.max(1, Math.floor(longer / 3)), longer - 1);
    const distance = isNearlySame(wrong, candidate) ? 0 : editDistance(wrong, candidate, allowed);
    if (distance > allowed) continue;
    if (distance < bestDistance || (distance === bestDistance && (best === undefined || candidate < best))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function isNearlySame(wrong: string, candidate: string): boolean {
  return candidate.toLowerCase() === wrong.toLowerCase() || candidate.endsWith(`/${wrong}`);
}

/** `suggest` as the help of a finding: did you mean `web`? */
export function didYouMean(wrong: string, candidates: Iterable<string>): string | undefined {
  const candidate = suggest(wrong, candidates);
  return candidate === undefined ? undefined : `did you mean \`${candidate}\`?`;
}

/** Different wrong names of a run that are searched for among the same candidates: nobody reads more, and all would wait. */
const MOST_SEARCHES = 100;

/** `didYouMean` among candidates that stay the same, for the first wrong names; undefined for those after them. */
export function didYouMeanAmong(candidates: readonly string[]): (wrong: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (wrong) => {
    if (!known.has(wrong) && known.size < MOST_SEARCHES) known.set(wrong, didYouMean(wrong, candidates));
    return known.get(wrong);
  };
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and swaps of neighbours
 * that lead from one string to the other. Anything above `limit` comes back as infinity.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        cell(last, column) + 1,
        cell(current, column - 1) + 1,
        cell(last, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, cell(beforeLast, column - 2) + 1);
      }
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    // A swap reaches back two rows, hence one above the limit is still worth following.
    if (smallest > limit + 1) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
  }
  const distance = cell(last, b.length);
  return distance > limit ? Number.POSITIVE_INFINITY : distance;
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
