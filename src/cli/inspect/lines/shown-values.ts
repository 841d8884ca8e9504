import type { Path, Tree } from "../../../contract/tree.ts";

/** Where in a value the text of a line is written as it is, as raw lines are. A short text would be found by chance. */
export function pathToLiteral(tree: Tree, text: string): Path | undefined {
  const literal = text.trim();
  return literal.length < 4 ? undefined : leavesOf(tree).find((leaf) => leaf.value === literal)?.path;
}

/**
 * Where in a value the one is that a line shows: `timeouts.server = 1h` of a service for `timeout server 1h`. The line must have
 * both the value and its key, or a value that is nowhere by chance; several that fit say nothing.
 */
export function pathToShown(tree: Tree, text: string): Path | undefined {
  const words = new Set(text.toLowerCase().split(/[\s,;"'{}()=]+/));
  const names = new Set(text.toLowerCase().split(/[^a-z0-9]+/));
  const [only, ...others] = leavesOf(tree).filter(({ path, value }) => {
    const shown = String(value).toLowerCase();
    return words.has(shown) && (shown.length >= RARE || keyOf(path).some((part) => names.has(part)));
  });
  return others.length === 0 ? only?.path : undefined;
}

/** A value of this length is nowhere by chance. */
const RARE = 10;

/** The words of the last key. */
function keyOf(path: Path): string[] {
  const key = path.findLast((step) => typeof step === "string");
  return String(key ?? "").split("_");
}

interface Leaf {
  readonly path: Path;
  readonly value: string | number | boolean | null;
}

function leavesOf(tree: Tree, path: Path = []): Leaf[] {
  if (tree.kind === "scalar") return [{ path, value: tree.value }];
  const inner: readonly (readonly [string | number, Tree])[] =
    tree.kind === "map" ? Object.entries(tree.entries) : [...tree.items.entries()];
  return inner.flatMap(([step, value]) => leavesOf(value, [...path, step]));
}
