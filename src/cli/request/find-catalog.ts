import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isYaml } from "../../catalog/read/is-yaml.ts";
import { NAMED_SECTIONS } from "../../catalog/validate/collect-definitions.ts";
import { FLEET_SECTION } from "../../catalog/validate/find-fleet.ts";

/**
 * The catalog that a file belongs to: the nearest folder above it with a YAML file that has a `fleet` section, or the
 * file itself if it is a catalog by itself. Stops at the top of a git repository, because a catalog does not extend
 * beyond one.
 */
export function findCatalog(file: string): string | undefined {
  if (isWhole(file)) return file;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (holdsFleet(folder)) return folder;
    if (existsSync(join(folder, ".git")) || folder === dirname(folder)) return undefined;
  }
}

function holdsFleet(folder: string): boolean {
  return textsIn(folder).some(({ text }) => FLEET_SECTION.test(text));
}

/** A section that a catalog must have. */
const NODES_SECTION = /^(?:nodes|"nodes"|'nodes')[ \t]*:/m;
const SERVICES_SECTION = /^(?:services|"services"|'services')[ \t]*:/m;
const ANY_SECTION = new RegExp(`^["']?(?:defaults|${NAMED_SECTIONS.join("|")})["']?[ \\t]*:`, "m");

/**
 * Whether a file is a catalog by itself: it has everything that a catalog needs, and no file next to it looks like
 * another part of one. A file with a `fleet` of its own is another catalog, not a part.
 */
function isWhole(file: string): boolean {
  const texts = textsIn(dirname(file));
  const own = texts.find(({ name }) => name === basename(file))?.text;
  if (own === undefined) return false;
  const isPart = (text: string) => ANY_SECTION.test(text) && !FLEET_SECTION.test(text);
  const needed = [FLEET_SECTION, NODES_SECTION, SERVICES_SECTION];
  return needed.every((section) => section.test(own)) && !texts.some(({ text }) => isPart(text));
}

/** The YAML files in a folder; none if it cannot be read, because no catalog there could be linted. */
function textsIn(folder: string): { readonly name: string; readonly text: string }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith(".") && isYaml(entry.name))
      .map(({ name }) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
  } catch {
    return [];
  }
}
