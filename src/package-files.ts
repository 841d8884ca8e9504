import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getAsset, isSea } from "node:sea";
import { compileFunction } from "node:vm";
import { packageRoot } from "./package-root.ts";

/** Asset of the single executable that lists the others: a JSON array of paths. */
export const ASSET_LIST = "assets.json";

/** Text of a file of the package. The single executable carries these files as assets, named by the same paths. */
export function readPackageFile(path: string): string {
  return isSea() ? getAsset(path, "utf8") : readFileSync(join(packageRoot, path), "utf8");
}

/** Names of the files of a folder of the package. */
export function packageFileNames(folder: string): string[] {
  if (!isSea()) return readdirSync(join(packageRoot, folder));
  const paths: string[] = JSON.parse(getAsset(ASSET_LIST, "utf8"));
  return paths.filter((path) => dirname(path) === folder).map((path) => path.slice(folder.length + 1));
}

/**
 * What a CommonJS module exports.
 * @param id a file of the package (`./dist/validators.cjs`) or a package that it depends on; an asset in the single
 *   executable, which must not require anything itself
 */
export function requireFromPackage(id: string): unknown {
  if (!isSea()) return createRequire(join(packageRoot, "package.json"))(id);
  const module: { exports: unknown } = { exports: {} };
  const text = readPackageFile(id.replace(/^\.\//, ""));
  compileFunction(text, ["module", "exports"], { filename: id })(module, module.exports);
  return module.exports;
}
