import type { Fleet } from "../../../contract/fleet.ts";
import { distinctPath, type Span } from "../../../contract/source.ts";
import type { Path, Tree } from "../../../contract/tree.ts";
import { type Thing, thingsOf } from "../things.ts";

/** A value of a thing. */
export interface Owner {
  readonly thing: Thing;
  readonly path: Path;
  readonly tree: Tree;
}

type Owners = ReadonlyMap<string, readonly Owner[]>;

/**
 * The values of the fleet that are at places. What services inherit is at the same place in each of them. Of values of
 * one thing at one place, which a shorthand was expanded into, only the outermost is kept.
 * @returns by the key of the place
 */
export function findOwners(fleet: Fleet, places: Iterable<Span>): Owners {
  const all = allOwners.get(fleet) ?? indexOwners(fleet);
  allOwners.set(fleet, all);
  return new Map([...places].map(placeKey).map((key) => [key, all.get(key) ?? []]));
}

/** Of each fleet, because a file asks for the owners of many lines. */
const allOwners = new WeakMap<Fleet, Owners>();

function indexOwners(fleet: Fleet): Owners {
  const owners = new Map<string, Owner[]>();
  for (const thing of thingsOf(fleet)) {
    visit(thing.tree, [], (tree, path) => {
      const key = placeKey(tree);
      const known = owners.get(key);
      if (known === undefined) owners.set(key, [{ thing, path, tree }]);
      else if (known.at(-1)?.thing !== thing) known.push({ thing, path, tree });
    });
  }
  return owners;
}

/** The same for all values that are at one place. */
export function placeKey({ source, start, end }: Span): string {
  return `${distinctPath(source)}:${start}-${end}`;
}

function visit(tree: Tree, path: Path, see: (tree: Tree, path: Path) => void): void {
  see(tree, path);
  if (tree.kind === "map") {
    for (const [key, value] of Object.entries(tree.entries)) visit(value, [...path, key], see);
  } else if (tree.kind === "list") for (const [index, item] of tree.items.entries()) visit(item, [...path, index], see);
}
