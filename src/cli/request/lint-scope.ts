import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";
import { findCatalog } from "./find-catalog.ts";

/** What `lint` checks: a catalog, and the files in it whose findings are requested. */
export interface LintScope {
  readonly catalog: string;
  /** Paths in the catalog's folder; absent: all. */
  readonly files?: ReadonlySet<string>;
}

/**
 * Interprets the arguments of `lint`: none is the catalog here, one folder a catalog, and anything else files. The
 * catalog of files is the one set by `--catalog`, or the nearest above them.
 * @returns a message if the arguments are wrong.
 */
export function lintScope(paths: readonly string[], catalog: string | undefined): LintScope | string {
  const folders = paths.filter(isFolder);
  if (paths.length === 0) return { catalog: catalog ?? "." };
  if (folders[0] !== undefined) {
    if (paths.length > 1) return "give one catalog folder, or only files";
    return catalog === undefined
      ? { catalog: folders[0] }
      : "give the catalog once: as the argument, or with --catalog";
  }
  const missing = paths.find((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing !== undefined) return `${missing} does not exist`;
  const catalogs = new Map(paths.map((path) => [catalog ?? findCatalog(resolve(path)), path]));
  const [found, other] = [...catalogs.keys()];
  if (catalogs.has(undefined)) {
    return `${catalogs.get(undefined)} is not in a catalog: no folder above it has a YAML file with a \`fleet\` section; set --catalog`;
  }
  if (found === undefined || other !== undefined) {
    return "the files belong to different catalogs: lint one catalog at a time";
  }
  if (!isFolder(found) && !isFile(found)) return `${found} is neither a folder nor a YAML file`;
  const root = realpathSync(folderOfCatalog(found));
  const inside = new Map(paths.map((path) => [relative(root, realPlace(path)).split(sep).join("/"), path]));
  const isOutside = (path: string) => path.startsWith("../") || (isFile(found) && path !== basename(found));
  const outside = [...inside.keys()].find(isOutside);
  if (outside !== undefined) return `${inside.get(outside)} is outside the catalog ${found}`;
  return { catalog: found, files: new Set(inside.keys()) };
}

/** Real path of a file; a link at the end is kept, because the catalog refers to it by its own name. */
function realPlace(path: string): string {
  return join(realpathSync(dirname(resolve(path))), basename(path));
}

function isFile(path: string): boolean {
  return isYaml(path) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Whether a finding is about one of the files: it, a note or one of its merged findings is in that file. One without a
 * place is about the catalog as a whole, so about every file.
 */
export function isAbout(finding: Finding, files: ReadonlySet<string> | undefined): boolean {
  if (files === undefined || finding.at === undefined) return true;
  const inFiles = (at: Span | undefined) => at !== undefined && !at.source.builtin && files.has(at.source.path);
  return (
    inFiles(finding.at) ||
    finding.notes.some((note) => inFiles(note.at)) ||
    (finding.others ?? []).some((other) => isAbout(other, files))
  );
}
