import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isYaml } from "../catalog/is-yaml.ts";

/** The one section that a catalog must have once, as it stands in a file. */
const FLEET_SECTION = /^(?:fleet|"fleet"|'fleet')[ \t]*:/m;

/**
 * The catalog that a file belongs to: the nearest folder above it with a YAML file that has a `fleet` section.
 * Looks no further than the top of a git repository, since a catalog does not reach beyond one.
 */
export function findCatalog(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (holdsFleet(folder)) return folder;
    if (existsSync(join(folder, ".git")) || folder === dirname(folder)) return undefined;
  }
}

function holdsFleet(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some(
      (entry) =>
        entry.isFile() &&
        !entry.name.startsWith(".") &&
        isYaml(entry.name) &&
        FLEET_SECTION.test(readFileSync(join(folder, entry.name), "utf8")),
    );
  } catch {
    // A folder that can't be read holds no catalog that could be linted.
    return false;
  }
}
