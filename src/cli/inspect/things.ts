import type { Fleet } from "../../contract/fleet.ts";
import type { Path, Tree } from "../../contract/tree.ts";
import { builtInProfileNames } from "../../resolve/layers/built-in-layers.ts";
import { profileTree } from "./profile-tree.ts";
import { SECTION_OF, SHOWN_KINDS, type ShownKind } from "./shown-kinds.ts";

/** Something with a name in the catalog, or the fleet itself, with everything that it inherits. */
export interface Thing {
  readonly kind: ShownKind | "fleet";
  /** Empty for the fleet. */
  readonly name: string;
  readonly tree: Tree;
  /** Names of the profiles whose layers are merged in the tree, weakest first. */
  readonly profiles: readonly string[];
}

/** The thing of a kind with a name; undefined if there is none. */
export function findThing(fleet: Fleet, kind: ShownKind, name: string): Thing | undefined {
  if (kind === "profile") {
    const made = profileTree(fleet, name);
    return made === undefined ? undefined : { kind, name, tree: made.tree, profiles: made.order };
  }
  if (kind === "service") {
    const service = fleet.services.get(name);
    return service === undefined ? undefined : { kind, name, tree: service.tree, profiles: service.profiles };
  }
  const found = fleet[SECTION_OF[kind]].get(name);
  return found === undefined ? undefined : { kind, name, tree: found.tree, profiles: [] };
}

/** Names of a kind; of profiles, also those that come with intentlb. */
export function namesOf(fleet: Fleet, kind: ShownKind): string[] {
  const defined = fleet[SECTION_OF[kind]].keys();
  return kind === "profile" ? [...new Set([...defined, ...builtInProfileNames()])] : [...defined];
}

/**
 * Everything that generates something or is referred to: the fleet, then all kinds except profiles, whose values are in
 * the services that inherit them.
 */
export function thingsOf(fleet: Fleet): Thing[] {
  const kinds = SHOWN_KINDS.filter((kind) => kind !== "profile");
  const named = kinds.flatMap((kind) => namesOf(fleet, kind).flatMap((name) => findThing(fleet, kind, name) ?? []));
  return [{ kind: "fleet", name: "", tree: fleet.tree, profiles: [] }, ...named];
}

/** Path of a value in the words of the catalog: `services.ldap.access.from[0]`. */
export function pathIn({ kind, name }: Thing, path: Path): string {
  return kind === "fleet" ? `fleet${formatPath(path)}` : `${SECTION_OF[kind]}.${name}${formatPath(path)}`;
}

/** `.access.from[0]`. */
export function formatPath(path: Path): string {
  return path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
}
