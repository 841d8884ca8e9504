import type { Path, Tree } from "../../../contract/tree.ts";

/** Where in a value the text of a line is written as it is, as raw lines are. A short text would be found by chance. */
export function pathToLiteral(tree: Tree, text: string): Path | undefined {
  const literal = text.trim();
  return literal.length < 4 ? undefined : leavesOf(tree).find((leaf) => leaf.value === literal)?.path;
}

/**
 * Where in a large value the one is that a line shows: `timeouts.server = 1h` of a service for `timeout server 1h`. It must have
 * both the value and a name of the line, or a value that is nowhere by chance, and be the only one.
 */
export function pathToShown(tree: Tree, text: string): Path | undefined {
  const leaves = leavesOf(tree);
  if (leaves.length < LARGE) return undefined;
  const words = new Set(text.toLowerCase().split(/[\s,;"'{}()=]+/));
  const names = new Set(text.toLowerCase().split(/[^a-z0-9]+/));
  const found = leaves.filter(({ path, value }) => {
    const shown = String(value).toLowerCase();
    if (!words.has(shown)) return false;
    const isNamed = path.some(
      (step) => typeof step === "string" && step.split("_").some((part) => isName(part, names)),
    );
    return isNamed || (shown.length >= RARE && !/^\d+$/.test(shown));
  });
  const [only, ...others] = found;
  return others.length === 0 ? only?.path : undefined;
}

/** Values that are few enough to be shown as they are. */
const LARGE = 13;

/** A value of this length is nowhere by chance. */
const RARE = 6;

/** The language says `timeouts` where a daemon says `timeout`. */
function isName(part: string, names: ReadonlySet<string>): boolean {
  return names.has(part) || names.has(part.replace(/s$/, ""));
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
