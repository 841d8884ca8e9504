import { lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Report } from "../../contract/finding.ts";
import { Source } from "../../contract/source.ts";
import { describeFileError } from "./describe-file-error.ts";
import { isOutput } from "./is-output.ts";
import { isYaml } from "./is-yaml.ts";
import { listFiles } from "./list-files.ts";
import { readText } from "./read-text.ts";

/** Text of a file that the catalog names, or why it cannot be read. */
export type NamedFile = { readonly text: string } | { readonly problem: string };

/** The files of a catalog, read but not parsed. */
export interface CatalogFiles {
  /** YAML files, sorted by path. */
  readonly sources: readonly Source[];
  /** Reads a file that the catalog names, by its path in the catalog's folder. */
  readonly read: (path: string) => NamedFile;
}

/** What was found: the real path of the folder, and the YAML files in it by their paths there. */
interface FoundFiles {
  readonly root: string;
  readonly paths: readonly string[];
}

/**
 * Reads a catalog: all YAML files below a folder, or one YAML file that is a catalog by itself.
 * @param out Folder that the current command writes to or compares with; it is never a part of the catalog.
 */
export function readCatalog(catalog: string, report: Report, out?: string): CatalogFiles {
  const sources: Source[] = [];
  const found = findFiles(catalog, out, report);
  for (const path of found?.paths ?? []) {
    const file = readText(join(found?.root ?? "", path));
    if ("problem" in file) report({ code: file.code, message: `${path} ${file.problem}`, help: file.help });
    else sources.push(new Source(path, file.text));
  }
  return { sources, read: (path) => readNamedFile(found?.root ?? catalog, path) };
}

function findFiles(catalog: string, out: string | undefined, report: Report): FoundFiles | undefined {
  try {
    const stat = statSync(catalog);
    if (stat.isDirectory()) return findFilesBelow(catalog, out, report);
    if (stat.isFile() && isYaml(catalog)) return { root: realpathSync(dirname(catalog)), paths: [basename(catalog)] };
    report({
      code: "catalog/unreadable",
      message: `${catalog} is neither a folder nor a YAML file`,
      help: "give a catalog: a folder of YAML files, or one YAML file",
    });
  } catch (error) {
    report({ code: "catalog/unreadable", message: `${catalog} cannot be read: ${describeFileError(error, catalog)}` });
  }
  return undefined;
}

function findFilesBelow(catalog: string, out: string | undefined, report: Report): FoundFiles | undefined {
  const root = realpathSync(catalog);
  const realOut = out === undefined ? undefined : realIfThere(out);
  if (root === realOut || isOutput(root)) {
    report({
      code: "catalog/is-output",
      message: root === realOut ? `${catalog} is also the output folder` : `${catalog} is an output folder of intentlb`,
      help: "keep the catalog and its output in separate folders",
    });
    return undefined;
  }
  const paths = listFiles(root, realOut, report);
  if (paths.length === 0) {
    report({
      code: "catalog/empty",
      message: `${catalog} is not a catalog: it contains no .yaml or .yml file`,
      help: "give the folder of a catalog, or create one with `intentlb init`",
    });
  }
  return { root, paths };
}

/** Real path of a folder that need not exist yet. */
function realIfThere(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return absolute;
  }
}

/**
 * Reads a file that a catalog names. It must be inside the catalog's folder and not be reached through a link: a catalog
 * ships only its own files.
 * @param root real path of the folder
 * @param path in the folder
 */
export function readNamedFile(root: string, path: string): NamedFile {
  let at = root;
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === "..") return { problem: "is outside the catalog's folder" };
    at = join(at, segment);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return { problem: "does not exist" };
    if (stat.isSymbolicLink()) return { problem: "is reached through a symbolic link" };
  }
  if (!lstatSync(at).isFile()) return { problem: "is not a regular file" };
  return readText(at);
}
