import type { Fleet, Service } from "../../contract/fleet.ts";
import type { Tree } from "../../contract/tree.ts";

/** What a file may define that matters to the services which are written in it, or inherit from it, alone. */
const SECTIONS = new Set(["services", "profiles"]);

/**
 * The services that some files of a catalog are about: those written there, and those that inherit from a profile there.
 * @param trees All files of the catalog.
 * @returns undefined for all services: a file defines something that any of them may name, or is not known.
 */
export function servicesIn(
  files: ReadonlySet<string>,
  fleet: Fleet,
  trees: readonly Tree[],
): readonly Service[] | undefined {
  const ofServices = trees.filter((tree) => files.has(tree.source.path) && definesServices(tree));
  if (ofServices.length < files.size) return undefined;
  const isIn = ({ source }: Tree) => !source.builtin && files.has(source.path);
  return [...fleet.services.values()].filter(({ tree, profiles }) =>
    [tree, ...profiles.flatMap((name) => fleet.profiles.get(name)?.tree ?? [])].some(isIn),
  );
}

function definesServices(tree: Tree): boolean {
  return tree.kind === "map" && Object.keys(tree.entries).every((section) => SECTIONS.has(section));
}
