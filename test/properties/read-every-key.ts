import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import deepmerge from "deepmerge";
import { parse } from "yaml";
import { packageRoot } from "../../src/package-root.ts";
import { readFolder } from "../support/read-folder.ts";

const FOLDER = join(packageRoot, "test/properties/every-key");

/** The catalog that uses every key, with what `generators/<name>/every-key.yaml` adds. */
export function readEveryKey(): unknown {
  const generators = join(packageRoot, "generators");
  const added = readdirSync(generators, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^/]+\/every-key\.yaml$/.test(path))
    .sort()
    .map((path) => read(join(generators, path)));
  return deepmerge.all([read(join(FOLDER, "catalog.yaml")), ...added]);
}

/** Files that the catalog refers to, by path. */
export function namedFiles(): Record<string, string> {
  const { "catalog.yaml": _, ...others } = readFolder(FOLDER);
  return others;
}

function read(path: string): object {
  return parse(readFileSync(path, "utf8"));
}
