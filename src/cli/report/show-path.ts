import { join, relative, sep } from "node:path";
import { distinctFromBuiltIn, distinctPath, type Source } from "../../contract/source.ts";

/** How the file of a place is shown to a user in the current directory. */
export type ShowPath = (source: Source) => string;

/**
 * Paths of a catalog's files are relative to its folder; people and tools want them relative to the current directory.
 * Files that come with intentlb have no such path and are shown as `<built-in>/…`, generated ones as `<node>:/etc/…`.
 */
export function showPathFrom(currentDirectory: string, catalog: string): ShowPath {
  return (source) => {
    if (source.generated) return source.path;
    if (source.builtin) return distinctPath(source);
    return distinctFromBuiltIn(relative(currentDirectory, join(catalog, source.path)).split(sep).join("/"));
  };
}
