import { compareText } from "../../contract/compare-text.ts";

/** Order of a map's entries by key: the same everywhere. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}
