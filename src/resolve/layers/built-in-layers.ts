import { basename } from "node:path";
import { parseYaml } from "../../catalog/parse/parse-yaml.ts";
import { Source } from "../../contract/source.ts";
import { find, type MapTree, type Tree } from "../../contract/tree.ts";
import { packageFileNames, readPackageFile } from "../../package-files.ts";

const FOLDER = "services";

let known: ReadonlySet<string> | undefined;

const parsed = new Map<string, MapTree>();

/** The lowest layers: `service`, `node` and `fleet` as layers, the rest beneath each entry of its kind. */
export type DefaultOf = "service" | "node" | "fleet" | "frontend" | "backend" | "member" | "check";

export function builtInDefaults(of: DefaultOf): MapTree {
  return mapAt(read("defaults"), of);
}

/** A built-in profile by its full name, `std/ldap`; undefined if there is none. */
export function builtInProfile(name: string): MapTree | undefined {
  const file = name.replace(/^std\//, "");
  if (file === name || file === "defaults" || !/^[a-z0-9-]+$/.test(file)) return undefined;
  known ??= new Set(packageFileNames(FOLDER));
  if (!known.has(`${file}.yaml`)) return undefined;
  return mapAt(read(file), "profiles", name);
}

/** Full names of the built-in profiles, sorted. */
export function builtInProfileNames(): string[] {
  const files = packageFileNames(FOLDER).filter((file) => file.endsWith(".yaml") && file !== "defaults.yaml");
  return files.map((file) => `std/${basename(file, ".yaml")}`).sort();
}

/** A file that comes with intentlb, by its path in the package: `services/ldap.yaml`; undefined if there is none. */
export function builtInSource(path: string): Source | undefined {
  const file = packageFileNames(FOLDER).find((name) => `${FOLDER}/${name}` === path && name.endsWith(".yaml"));
  return file === undefined ? undefined : read(basename(file, ".yaml")).source;
}

/** Files of the package are parsed on demand, once. */
function read(file: string): MapTree {
  const before = parsed.get(file);
  if (before !== undefined) return before;
  const path = `${FOLDER}/${file}.yaml`;
  const source = new Source(path, readPackageFile(path), "built-in");
  const tree = parseYaml(source, (draft) => {
    throw new Error(`${path}: ${draft.message}`);
  });
  const map = asMap(tree, path);
  parsed.set(file, map);
  return map;
}

function mapAt(tree: MapTree, ...path: string[]): MapTree {
  return asMap(find(tree, path), `${tree.source.path}: ${path.join(".")}`);
}

function asMap(tree: Tree | undefined, what: string): MapTree {
  if (tree?.kind !== "map") throw new Error(`${what} is not a map`);
  return tree;
}
