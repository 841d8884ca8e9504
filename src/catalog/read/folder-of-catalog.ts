import { statSync } from "node:fs";
import { dirname } from "node:path";
import { isYaml } from "./is-yaml.ts";

/** The folder that paths in a catalog are relative to: its own, or that of its only file. */
export function folderOfCatalog(catalog: string): string {
  const isFile = isYaml(catalog) && statSync(catalog, { throwIfNoEntry: false })?.isDirectory() !== true;
  return isFile ? dirname(catalog) : catalog;
}
