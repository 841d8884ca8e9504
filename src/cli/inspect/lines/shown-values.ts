import { leavesOf, type Path, type ScalarTree, type Tree } from "../../../contract/tree.ts";

/** Where in a value the text of a line is written as it is, as raw lines are. A short text would be found by chance. */
export function pathToLiteral(tree: Tree, text: string): Path | undefined {
  const literal = text.trim();
  return literal.length < 4 ? undefined : scalarsOf(tree).find((leaf) => leaf.value === literal)?.path;
}

/**
 * Where in a value the one is that a line shows: `timeouts.server = 1h` of a service for `timeout server 1h`. The line must have
 * both the value and its key, or a value that is nowhere by chance; several that fit say nothing.
 */
export function pathToShown(tree: Tree, text: string): Path | undefined {
  const words = new Set(text.toLowerCase().split(/[\s,;"'{}()=]+/));
  const names = new Set(text.toLowerCase().split(/[^a-z0-9]+/));
  const [only, ...others] = scalarsOf(tree).filter(({ path, value }) => {
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

interface Scalar {
  readonly path: Path;
  readonly value: ScalarTree["value"];
}

function scalarsOf(root: Tree): Scalar[] {
  return leavesOf(root).flatMap(({ path, tree }) => (tree.kind === "scalar" ? [{ path, value: tree.value }] : []));
}
