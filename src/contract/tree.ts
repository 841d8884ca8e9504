import type { Source, Span } from "./source.ts";

export type Scalar = string | number | boolean | null;

/** What all values of a catalog have: their place, and what they replaced. */
interface Positioned extends Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** Where the key of the value is; absent in lists. */
  readonly key?: readonly [start: number, end: number];
  /** The value of a weaker layer that this one replaced or amended. */
  readonly over?: Tree;
  /** Something inside was reported and left out, so the rest is not what the user meant. */
  readonly faulty?: true;
}

export interface ScalarTree extends Positioned {
  readonly kind: "scalar";
  readonly value: Scalar;
  /** Nothing was written: a key whose children were commented out. */
  readonly blank?: true;
}

export interface ListTree extends Positioned {
  readonly kind: "list";
  readonly items: readonly Tree[];
  /** `!append` or `!prepend`: extends the inherited list instead of replacing it. */
  readonly extend?: "append" | "prepend";
}

export interface MapTree extends Positioned {
  readonly kind: "map";
  /** An object without prototype, so any name is just a name. */
  readonly entries: Readonly<Record<string, Tree>>;
  /** An entry was reported and left out. */
  readonly incomplete?: true;
  /** Replaces what is inherited as a whole instead of merging with it. */
  readonly whole?: true;
  /** The text in the file, if a shorthand was expanded into this map: a group's name, or a list of names. */
  readonly written?: Tree;
}

/** A value of the catalog with its place: what the YAML says, and where. */
export type Tree = ScalarTree | ListTree | MapTree;

/** Keys and indexes that lead from a value to one inside it. */
export type Path = readonly (string | number)[];

/** Entries of a map: an object without prototype. */
export function newEntries(): Record<string, Tree> {
  return Object.create(null);
}

/** A value that replaced or amended one of a weaker layer. */
export function above<One extends Tree>(weaker: Tree, stronger: One): One {
  // No spread, after which a new key gives each object a shape of its own: docs/performance.md.
  return Object.assign({}, stronger, { over: weaker });
}

/** The value at the path, or undefined if there is none. */
export function find(tree: Tree | undefined, path: Path): Tree | undefined {
  let at = tree;
  for (const step of path) {
    if (at === undefined) return undefined;
    if (at.kind === "map") at = at.entries[step];
    else if (at.kind === "list") at = at.items[Number(step)];
    else return undefined;
  }
  return at;
}

/** The values at the ends of a tree, inside of maps and lists, with their paths; an empty map or list is one itself. */
export function leavesOf(tree: Tree, path: Path = []): { readonly path: Path; readonly tree: Tree }[] {
  const inside: readonly (readonly [string | number, Tree])[] =
    tree.kind === "map" ? Object.entries(tree.entries) : tree.kind === "list" ? [...tree.items.entries()] : [];
  return inside.length === 0 ? [{ path, tree }] : inside.flatMap(([step, value]) => leavesOf(value, [...path, step]));
}

/** The value at the path, or the innermost one on the way to it: the best place to show for a finding. */
export function nearest(tree: Tree, path: Path): Tree {
  for (let length = path.length; length > 0; length--) {
    const found = find(tree, path.slice(0, length));
    if (found !== undefined) return found;
  }
  return tree;
}

/** The span of the key that introduces a value, or of the value itself if it has none. */
export function keySpan(tree: Tree): Span {
  if (tree.key === undefined) return tree;
  return { source: tree.source, start: tree.key[0], end: tree.key[1] };
}

/**
 * Whether a path leads to the headers that a frontend sets, where `null` is a value like any other: it removes the
 * header from messages, not an inherited entry.
 */
export function isHeaders(path: Path): boolean {
  const key = path.at(-1);
  return (key === "request_headers" || key === "response_headers") && path.at(-3) === "frontends";
}

/** Where a value stands, as far as it matters for `null`: see `isHeaders`. */
export type Standing = "anywhere" | "frontends" | "frontend" | "headers";

/** Trees never change, and many services share those that they inherit. */
const plains: Readonly<Record<Standing, WeakMap<Tree, unknown>>> = {
  anywhere: new WeakMap(),
  frontends: new WeakMap(),
  frontend: new WeakMap(),
  headers: new WeakMap(),
};

/**
 * Plain JSON of a tree. Entries that remove something (`null`) are left out. The same tree always gives the same
 * objects: nobody may change them.
 */
export function plain(tree: Tree, standing: Standing = "anywhere"): unknown {
  if (tree.kind === "scalar") return tree.value;
  const known = plains[standing].get(tree);
  if (known !== undefined) return known;
  const made = tree.kind === "list" ? tree.items.map((item) => plain(item)) : plainMap(tree, standing);
  plains[standing].set(tree, made);
  return made;
}

function plainMap({ entries }: MapTree, standing: Standing): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const key in entries) {
    const value = entries[key];
    if (value === undefined) continue;
    const removes = value.kind === "scalar" && value.value === null && standing !== "headers";
    if (!removes) object[key] = plain(value, standingOf(key, standing));
  }
  return object;
}

function standingOf(key: string, around: Standing): Standing {
  if (around === "frontends") return "frontend";
  if (key === "frontends") return "frontends";
  return around === "frontend" && (key === "request_headers" || key === "response_headers") ? "headers" : "anywhere";
}

/** Text of a scalar; the schema has checked that it is one. */
export function textOf(tree: Tree): string {
  return tree.kind === "scalar" ? String(tree.value) : "";
}

/** Elements of a value that is one name or a list of them; none if it is absent or was removed. */
export function elements(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || (tree.kind === "scalar" && tree.value === null)) return [];
  return tree.kind === "list" ? tree.items : [tree];
}
