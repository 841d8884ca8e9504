import { diffArrays } from "diff";

/** Lines of the old text that are replaced by lines of the new one: offsets from 0, ends exclusive, either may be empty. */
export interface Region {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** A stretch without a line that is unique in both is compared by the general algorithm, up to this many differences. */
const MOST_EDITS = 300;

/**
 * Differences between two texts, in order. Common beginnings and ends are skipped first; then lines that occur once in
 * both ("patience") divide the rest. That is linear, while the general algorithm takes seconds for a long file with a
 * change in each section; it is only used between such lines and is bounded.
 */
export function diffLines(before: readonly string[], after: readonly string[]): Region[] {
  const regions: Region[] = [];
  const open: Region[] = [{ oldStart: 0, oldEnd: before.length, newStart: 0, newEnd: after.length }];
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    const core = withoutCommonEnds(region, before, after);
    if (core.oldStart === core.oldEnd && core.newStart === core.newEnd) continue;
    if (core.oldStart === core.oldEnd || core.newStart === core.newEnd) {
      regions.push(core);
      continue;
    }
    const anchors = uniqueCommonLines(core, before, after);
    if (anchors.length === 0) regions.push(...compareDirectly(core, before, after));
    else open.push(...between(core, anchors));
  }
  return joinTouching(regions.sort((a, b) => a.oldStart - b.oldStart || a.newStart - b.newStart));
}

function withoutCommonEnds(region: Region, before: readonly string[], after: readonly string[]): Region {
  let { oldStart, oldEnd, newStart, newEnd } = region;
  while (oldStart < oldEnd && newStart < newEnd && before[oldStart] === after[newStart]) {
    oldStart++;
    newStart++;
  }
  while (oldStart < oldEnd && newStart < newEnd && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return { oldStart, oldEnd, newStart, newEnd };
}

/** A line of the old text and its equal in the new text. */
interface Anchor {
  readonly old: number;
  readonly new: number;
}

/** Lines that occur once in each, as many as keep their order. */
function uniqueCommonLines(region: Region, before: readonly string[], after: readonly string[]): Anchor[] {
  const inOld = placesOfUnique(before, region.oldStart, region.oldEnd);
  const inNew = placesOfUnique(after, region.newStart, region.newEnd);
  const anchors: Anchor[] = [];
  for (const [line, old] of inOld) {
    const found = inNew.get(line);
    if (old >= 0 && found !== undefined && found >= 0) anchors.push({ old, new: found });
  }
  return longestInOrder(anchors.sort((a, b) => a.old - b.old));
}

/** Line → its offset, or -1 if it occurs again. */
function placesOfUnique(lines: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? "";
    places.set(line, places.has(line) ? -1 : at);
  }
  return places;
}

/** Longest subsequence that is ascending in the new text, by patience sorting. */
function longestInOrder(anchors: readonly Anchor[]): Anchor[] {
  const tops: { readonly anchor: Anchor; readonly below: Chain | undefined }[] = [];
  for (const anchor of anchors) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.anchor.new ?? 0) < anchor.new) low = middle + 1;
      else high = middle;
    }
    tops[low] = { anchor, below: tops[low - 1] };
  }
  const found: Anchor[] = [];
  for (let at: Chain | undefined = tops.at(-1); at !== undefined; at = at.below) found.push(at.anchor);
  return found.reverse();
}

interface Chain {
  readonly anchor: Anchor;
  readonly below: Chain | undefined;
}

function between(region: Region, anchors: readonly Anchor[]): Region[] {
  const regions: Region[] = [];
  let { oldStart, newStart } = region;
  for (const anchor of anchors) {
    regions.push({ oldStart, oldEnd: anchor.old, newStart, newEnd: anchor.new });
    oldStart = anchor.old + 1;
    newStart = anchor.new + 1;
  }
  regions.push({ oldStart, oldEnd: region.oldEnd, newStart, newEnd: region.newEnd });
  return regions;
}

/** The general algorithm; if there are too many differences the whole stretch is one. */
function compareDirectly(region: Region, before: readonly string[], after: readonly string[]): Region[] {
  const old = before.slice(region.oldStart, region.oldEnd);
  const parts = diffArrays(old, after.slice(region.newStart, region.newEnd), { maxEditLength: MOST_EDITS });
  if (parts === undefined) return [region];
  let { oldStart, newStart } = region;
  return parts.flatMap(({ added, removed, value }): Region[] => {
    const start = { oldStart, newStart };
    if (!added) oldStart += value.length;
    if (!removed) newStart += value.length;
    return added || removed ? [{ ...start, oldEnd: oldStart, newEnd: newStart }] : [];
  });
}

function joinTouching(regions: readonly Region[]): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    const last = joined.at(-1);
    if (last?.oldEnd === region.oldStart && last.newEnd === region.newStart) {
      joined[joined.length - 1] = { ...last, oldEnd: region.oldEnd, newEnd: region.newEnd };
    } else joined.push(region);
  }
  return joined;
}
