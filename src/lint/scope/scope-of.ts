import type { Fleet, Service } from "../../contract/fleet.ts";
import type { Tree } from "../../contract/tree.ts";

/** Files of a catalog that define nothing but services and profiles, and the services that these are about. */
export interface Scope {
  /** Their paths. */
  readonly files: ReadonlySet<string>;
  /** Those that are written there or inherit from a profile there. */
  readonly services: readonly Service[];
}

/**
 * The scope of some files.
 * @param trees All files of the catalog.
 * @returns undefined if a file is about all services: it defines what any of them may name, or is none of the trees.
 */
export function scopeOf(files: ReadonlySet<string>, fleet: Fleet, trees: readonly Tree[]): Scope | undefined {
  const ofServices = trees.filter((tree) => files.has(tree.source.path) && definesServices(tree));
  if (ofServices.length < files.size) return undefined;
  const isIn = ({ source }: Tree) => !source.builtin && files.has(source.path);
  const services = [...fleet.services.values()].filter(({ tree, profiles }) =>
    [tree, ...profiles.flatMap((name) => fleet.profiles.get(name)?.tree ?? [])].some(isIn),
  );
  return { files, services };
}

function definesServices(tree: Tree): boolean {
  return tree.kind === "map" && Object.keys(tree.entries).every((key) => key === "services" || key === "profiles");
}
