import type { Path, Tree } from "../../contract/tree.ts";

/** Result of following a written path: the value, or how far the path leads and what is wrong with it. */
export type Followed =
  | { readonly tree: Tree; readonly path: Path }
  | { readonly path: Path; readonly wrong: string; readonly candidates: readonly string[] };

/**
 * Follows a path as people write it, `.frontends.https.tls` or `.hostnames[0]`. Names may contain dots and slashes
 * themselves (`.members.web-01.example.weight`, `.routes./intern.access`): the longest name that fits is tried first.
 */
export function followPath(tree: Tree, text: string, path: Path = []): Followed {
  const rest = text.replace(/^\./, "");
  if (rest === "") return { tree, path };
  const candidates = keysOf(tree);
  let failure: Followed | undefined;
  for (const name of matchNames(rest, candidates)) {
    const child = childOf(tree, name);
    if (child === undefined) continue;
    const followed = followPath(child, restAfter(rest, name), [...path, name]);
    if ("tree" in followed) return followed;
    failure ??= followed;
  }
  return failure ?? { path, wrong: /^[^.[]*/.exec(rest)?.[0] || rest, candidates };
}

/** The names that a text begins with, followed by its end, a dot or a bracket; longest first. */
export function matchNames(text: string, names: Iterable<string>): string[] {
  const index = /^\[(\d+)\]/.exec(text)?.[1];
  return [...names]
    .filter((name) => name === index || (text.startsWith(name) && /^(?:$|[.[])/.test(text.slice(name.length))))
    .sort((a, b) => b.length - a.length);
}

/** The rest after a name from `matchNames`. */
export function restAfter(text: string, name: string): string {
  return text.startsWith("[") ? text.slice(name.length + 2) : text.slice(name.length);
}

function keysOf(tree: Tree): string[] {
  if (tree.kind === "map") return Object.keys(tree.entries);
  return tree.kind === "list" ? Object.keys(tree.items) : [];
}

function childOf(tree: Tree, name: string): Tree | undefined {
  if (tree.kind === "map") return tree.entries[name];
  return tree.kind === "list" ? tree.items[Number(name)] : undefined;
}
