import type { RawLine } from "../contract/raw-line.ts";
import type { Tree } from "../contract/tree.ts";

/** The raw lines of a list in the catalog; none if there is no list. */
export function linesOf(list: Tree | undefined, where: string): RawLine[] {
  if (list?.kind !== "list") return [];
  return list.items.map((at) => ({ text: at.kind === "scalar" ? String(at.value) : "", at, where }));
}

/** Whether a word is a keyword as written: without quotes, variables and other characters that a daemon interprets. */
export function isPlainWord(word: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(word);
}
