import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../diagnostics/finding.ts";
import { isYaml } from "./is-yaml.ts";
import { Source } from "./source.ts";

/** A larger file is a mistake, not a catalog. */
const LARGEST_FILE = 8 * 1024 * 1024;
const DEEPEST_FOLDER = 64;

/** Text of a file that the catalog names, or why it can't be had. */
export type NamedFile = { readonly text: string } | { readonly problem: string };

/** The files of a catalog, read but not understood. */
export interface CatalogFiles {
  /** YAML files, sorted by path. */
  readonly sources: readonly Source[];
  /** Reads a file that the catalog names, by its path in the catalog's folder. */
  readonly read: (path: string) => NamedFile;
}

/** Reads all YAML files below a folder. Hidden files and folders are left out; links are never followed. */
export function readCatalog(folder: string, report: Report): CatalogFiles {
  const sources: Source[] = [];
  const root = findRoot(folder, report);
  if (root !== undefined) {
    const paths = listYaml(root, "", 0, report);
    for (const path of paths.sort()) {
      const file = readText(join(root, path));
      if ("problem" in file) report({ code: file.code, message: `${path} ${file.problem}`, help: file.help });
      else sources.push(new Source(path, file.text));
    }
    if (paths.length === 0) {
      report({
        code: "catalog/empty",
        message: `${folder} has no catalog: no file there ends in .yaml or .yml`,
        help: "name the folder of a catalog, or make one with `intentlb init`",
      });
    }
  }
  return { sources, read: (path) => readNamedFile(root ?? folder, path) };
}

function findRoot(folder: string, report: Report): string | undefined {
  try {
    const root = realpathSync(folder);
    if (statSync(root).isDirectory()) return root;
    report({
      code: "catalog/unreadable",
      message: `${folder} is not a folder`,
      help: "a catalog is a folder of YAML files: name the folder",
    });
  } catch (error) {
    report({ code: "catalog/unreadable", message: `${folder} can't be read: ${describeFileError(error, folder)}` });
  }
  return undefined;
}

function listYaml(root: string, below: string, depth: number, report: Report): string[] {
  const paths: string[] = [];
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, below), { withFileTypes: true });
  } catch (error) {
    const problem = describeFileError(error, below);
    report({ code: "catalog/unreadable", message: `${below || root} can't be read: ${problem}` });
    return paths;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const yaml = isYaml(entry.name);
    if (entry.isDirectory()) {
      if (depth < DEEPEST_FOLDER) paths.push(...listYaml(root, path, depth + 1, report));
      else
        report({ code: "catalog/unreadable", message: `${path} lies too deep: more than ${DEEPEST_FOLDER} folders` });
    } else if (entry.isSymbolicLink()) {
      if (yaml || leadsToFolder(join(root, path))) {
        report({
          code: "catalog/link",
          message: `${path} is a symbolic link`,
          help: "a catalog is read without following links: put the file itself there",
        });
      }
    } else if (yaml && !entry.isFile()) {
      report({ code: "catalog/unreadable", message: `${path} is not a regular file` });
    } else if (yaml) paths.push(path);
  }
  return paths;
}

function leadsToFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return true;
  }
}

type ReadResult = { text: string } | { code: string; problem: string; help?: string };

function readText(path: string): ReadResult {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE) {
      return {
        code: "catalog/too-large",
        problem: `has ${(size / 1024 / 1024).toFixed(1)} MB; ${LARGEST_FILE / 1024 / 1024} MB are the most`,
        help: "split it: any file may hold any sections",
      };
    }
    return decode(readFileSync(path));
  } catch (error) {
    return { code: "catalog/unreadable", problem: `can't be read: ${describeFileError(error, path)}` };
  }
}

function decode(bytes: Uint8Array): ReadResult {
  const notText = { code: "catalog/not-text", problem: "is not UTF-8 text" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? notText : { text };
  } catch {
    return notText;
  }
}

/** A named file lies inside the folder and is reached through no link, so that a catalog can't ship what is not its own. */
function readNamedFile(root: string, path: string): NamedFile {
  let at = root;
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === "..") return { problem: "leads out of the catalog's folder" };
    at = join(at, segment);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return { problem: "does not exist" };
    if (stat.isSymbolicLink()) return { problem: "is reached through a symbolic link" };
  }
  if (!lstatSync(at).isFile()) return { problem: "is not a regular file" };
  return readText(at);
}

/** Stands in a name for bytes that are no text; where there is no file of that name, its own is none. */
const NOT_TEXT = "\ufffd";

/** The system's word for what went wrong, without its call and path. */
function describeFileError(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT" && path.includes(NOT_TEXT)) return "its name is not UTF-8; give it another";
  const words: Record<string, string> = {
    ENOENT: "it does not exist",
    EACCES: "permission denied",
    EPERM: "permission denied",
    ELOOP: "its links run in a circle",
    ENOTDIR: "part of the path is not a folder",
    ENAMETOOLONG: "the name is too long",
  };
  return words[code] ?? code;
}
