import { basename, join } from "node:path";
import { IGNORE_FILE } from "../../catalog/read/ignore-file-name.ts";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import { type CatalogFiles, readCatalog, readNamedFile } from "../../catalog/read/read-catalog.ts";
import type { Report } from "../../contract/finding.ts";
import { MANIFEST } from "../../contract/root-names.ts";
import { foldersOf } from "../../output/tree/safe-path.ts";
import type { CatalogCommit } from "./find-commit.ts";
import type { CommitEntry } from "./list-commit.ts";
import { withUnpacked } from "./with-unpacked.ts";

/**
 * Reads the catalog of a commit as one on disk is read: what decides which files belong to it at once, what the catalog
 * names when it is asked for.
 * @param entries of the catalog's folder; plain paths, none below another
 * @param shown name of the catalog at the commit, for findings
 * @returns undefined if git lacks a file
 */
export function readCommit(
  { top, file }: CatalogCommit,
  entries: ReadonlyMap<string, CommitEntry>,
  shown: string,
  report: Report,
): CatalogFiles | undefined {
  const decisive = [...entries].filter(([path]) => (file === undefined ? decides(path) : path === file));
  const files = withUnpacked(top, decisive, (folder) =>
    // Nobody knows the temporary folder: findings that name the catalog name the one at the commit.
    readCatalog(file === undefined ? folder : join(folder, file), (draft) =>
      report({ ...draft, message: draft.message.replaceAll(folder, shown) }),
    ),
  );
  return (
    files && {
      sources: files.sources,
      read(path) {
        // A link on the way is unpacked, too, so that it is refused.
        const way = [...foldersOf(path), path];
        const named = way.flatMap((place) => {
          const entry = entries.get(place);
          return entry === undefined ? [] : [[place, entry] as const];
        });
        return withUnpacked(top, named, (folder) => readNamedFile(folder, path)) ?? { problem: "is not in this clone" };
      },
    }
  );
}

/** Whether a file belongs to every catalog, or decides what does. */
function decides(path: string): boolean {
  const name = basename(path);
  return isYaml(name) || name === IGNORE_FILE || name === MANIFEST;
}
