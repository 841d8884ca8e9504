import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readFolder } from "../support/read-folder.ts";

/** A case that provokes a finding, and what users see. */
export interface ErrorCase {
  /** The code whose folder it is in. */
  readonly code: string;
  readonly name: string;
  /**
   * A catalog: the case's own files, and those of `base/` unless it has a `fleet.yaml`. Absent where `provoke.ts` does
   * what files cannot.
   */
  readonly catalog?: Readonly<Record<string, string>>;
  readonly provokeFile: string;
  /** What users see; written by `vitest run -u`. */
  readonly expectedFile: string;
}

const HERE = import.meta.dirname;

/** All cases below `test/errors/<code>/<case>/`, sorted. */
export function readCases(): ErrorCase[] {
  const base = Object.entries(readFolder(join(HERE, "base"))).map(([path, text]) => [`base/${path}`, text]);
  return caseFolders(HERE, []).map((path) => {
    const folder = join(HERE, ...path);
    const provokeFile = join(folder, "provoke.ts");
    const expectedFile = join(folder, "expected.txt");
    const { "expected.txt": _expected, ...own } = readFolder(folder);
    const catalog = own["fleet.yaml"] === undefined ? { ...Object.fromEntries(base), ...own } : own;
    return {
      code: path.slice(0, -1).join("/"),
      name: path.at(-1) ?? "",
      ...(existsSync(provokeFile) ? {} : { catalog }),
      provokeFile,
      expectedFile,
    };
  });
}

/** Folders with a catalog or a `provoke.ts`, as path segments, without `base`. */
function caseFolders(folder: string, path: readonly string[]): (readonly string[])[] {
  if (path.length === 1 && path[0] === "base") return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const isCase = entries.some(({ name }) => name === "provoke.ts" || /\.ya?ml$/.test(name));
  if (path.length > 0 && isCase) return [path];
  return entries
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => caseFolders(join(folder, name), [...path, name]));
}
