import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Fleet } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import { distinctPath } from "../../contract/source.ts";
import { isHeaders, keySpan, type MapTree, type Path, type Tree } from "../../contract/tree.ts";
import type { ShownKind } from "./shown-kinds.ts";
import { pathIn, type Thing, thingsOf } from "./things.ts";

/** A place where a name is written. */
export interface Reference {
  /** `services.ldap.access.from[0]`; of a line that several things inherit, that of the first one. */
  readonly path: string;
  readonly at: Span;
  /** How many other things inherit the line. */
  readonly others: number;
}

/** Keys of the language whose values are names, and of what. */
const NAMED_BY: ReadonlyMap<string, readonly ShownKind[]> = new Map<string, readonly ShownKind[]>([
  ["from", ["network"]],
  ["except", ["network"]],
  ["management", ["network"]],
  ["blocked", ["network"]],
  ["nodes", ["node", "group"]],
  ["from_nodes", ["node", "group"]],
  ["members", ["node", "group"]],
  ["node", ["node"]],
  ["groups", ["group"]],
  ["certificate", ["certificate"]],
  ["owner", ["team"]],
  ["vip", ["vip"]],
  ["extends", ["profile"]],
  ["fallback", ["service"]],
]);

/** Everything in the catalog that refers to a thing by its name and is not overridden: the fleet and profiles first. */
export function findReferences(fleet: Fleet, definitions: ValidDefinitions, wanted: Thing): Reference[] {
  const found = new Map<string, { path: string; at: Span; by: Set<string> }>();
  for (const thing of referring(fleet, definitions)) {
    const add = (path: Path, at: Tree) => {
      const key = `${distinctPath(at.source)}:${at.start}`;
      const known = found.get(key) ?? { path: pathIn(thing, path), at, by: new Set() };
      known.by.add(pathIn(thing, []));
      found.set(key, known);
    };
    if (thing.tree.kind === "map") visit(thing.tree, [], wanted, add);
  }
  return [...found.values()].map(({ path, at, by }) => ({ path, at, others: by.size - 1 }));
}

/** Profiles as they are written, because a merged one no longer says what it extends. */
function referring(fleet: Fleet, { valid }: ValidDefinitions): Thing[] {
  const profiles = [...valid.profiles].map(([name, tree]): Thing => ({ kind: "profile", name, tree, profiles: [] }));
  const [own, ...named] = thingsOf(fleet);
  return [...(own === undefined ? [] : [own]), ...profiles, ...named];
}

type Add = (path: Path, at: Tree) => void;

function visit(map: MapTree, path: Path, wanted: Thing, add: Add): void {
  if (isHeaders(path)) return;
  for (const [key, value] of Object.entries(map.entries)) {
    const here = [...path, key];
    if (NAMED_BY.get(key)?.some((kind) => kind === wanted.kind) === true) compare(value, here, wanted, add);
    if (value.kind === "map") visit(value, here, wanted, add);
  }
}

function compare(value: Tree, path: Path, wanted: Thing, add: Add): void {
  if (value.kind === "scalar") {
    if (value.value === wanted.name) add(path, value);
  } else if (value.kind === "list") {
    for (const [index, item] of value.items.entries()) compare(item, [...path, index], wanted, add);
  } else {
    if (value.written !== undefined) compare(value.written, path, wanted, add);
    const member = path.at(-1) === "members" ? value.entries[wanted.name] : undefined;
    // A member may have another name than its node, which its key `node` then names.
    const isNamed = member?.kind === "map" && member.entries["node"] !== undefined;
    if (member !== undefined && !isNamed && wanted.kind === "node") add([...path, wanted.name], keyed(member));
  }
}

/** The place of a member's key. */
function keyed(member: Tree): Tree {
  return { ...member, ...keySpan(member) };
}
