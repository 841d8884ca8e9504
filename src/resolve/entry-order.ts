/** Order of a map's entries by key, in code units: the same everywhere. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Order in which paths are tried: the longest first. */
export function longestKeyFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return b.length - a.length || (a < b ? -1 : 1);
}
