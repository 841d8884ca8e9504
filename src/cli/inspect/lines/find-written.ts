import type { Source } from "../../../contract/source.ts";
import { keySpan, type Path, type Tree } from "../../../contract/tree.ts";
import { placeKey } from "./find-owners.ts";
import type { PlaceText } from "./parse-place.ts";

/** A value as a file has it. */
export interface WrittenValue {
  /** From the top of the file: `services`, `www`, `vip`. */
  readonly path: Path;
  readonly tree: Tree;
}

/** What is on a line: values, or none because it is blank, a comment, or only structure. */
export type WrittenLine = readonly WrittenValue[] | "blank" | "comment" | "no value";

/**
 * The values that begin on a line, without those inside them; if there are none, the one that continues on it. With a
 * column, the innermost value there.
 */
export function findWritten(
  source: Source,
  root: Tree,
  { line, column }: Pick<PlaceText, "line" | "column">,
): WrittenLine {
  const start = source.offset(line);
  const text = source.line(line);
  const onLine = { start, end: start + text.length + 1 };
  if (column !== undefined) {
    const offset = start + column - 1;
    const inner = innermost(root, (value) => beginOf(value) <= offset && offset < value.end);
    if (inner !== undefined && isWithin(beginOf(inner.tree), onLine)) return [inner];
  }
  const begun = beginning(root, onLine, []);
  if (begun.length > 0) return unique(begun);
  const first = start + text.length - text.trimStart().length;
  const inner = innermost(root, (value) => value.start <= first && first < value.end);
  if (inner?.tree.kind === "scalar") return [inner];
  if (text.trim() === "") return "blank";
  if (text.trimStart().startsWith("#")) return "comment";
  return inner === undefined ? "no value" : [inner];
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function isWithin(offset: number, { start, end }: Stretch): boolean {
  return start <= offset && offset < end;
}

/** Where a value with its key begins. */
function beginOf(value: Tree): number {
  return keySpan(value).start;
}

function beginning(tree: Tree, line: Stretch, path: Path): WrittenValue[] {
  return childrenOf(tree).flatMap(([step, value]) => {
    const here = [...path, step];
    return isWithin(beginOf(value), line) ? [{ path: here, tree: value }] : beginning(value, line, here);
  });
}

function innermost(tree: Tree, contains: (value: Tree) => boolean, path: Path = []): WrittenValue | undefined {
  for (const [step, value] of childrenOf(tree)) {
    if (!contains(value)) continue;
    const here = [...path, step];
    return innermost(value, contains, here) ?? { path: here, tree: value };
  }
  return undefined;
}

function childrenOf(tree: Tree): [step: string | number, value: Tree][] {
  if (tree.kind === "map") return Object.entries(tree.entries);
  return tree.kind === "list" ? [...tree.items.entries()] : [];
}

/** An alias is a copy of its anchor, at the same place. */
function unique(values: readonly WrittenValue[]): WrittenValue[] {
  const known = new Map<string, WrittenValue>();
  for (const value of values) {
    const key = `${beginOf(value.tree)} ${placeKey(value.tree)}`;
    if (!known.has(key)) known.set(key, value);
  }
  return [...known.values()];
}
