import { type Schema, sectionSchemas, unfold } from "../schema/schema-at.ts";

/** Places that a help lists at most. */
const MOST_PLACES = 2;

/** Maps in maps of maps: nothing in the language is deeper. */
const DEEPEST = 5;

/**
 * Where a key belongs that is unknown here and known elsewhere in the language: first below this place, then in the
 * same section, then in others. `port` of a service belongs to frontends.NAME or backends.NAME.
 * @param here Schema of the map that has the key.
 */
export function helpToPlace(key: string, here: Schema): string | undefined {
  const below = placesOf(key, here, "");
  if (below.length > 0) return belongs(key, below);
  const sections = sectionSchemas();
  if (Object.hasOwn(sections, key)) return `\`${key}\` is a section: move it to the first column`;
  const elsewhere = Object.entries(sections).flatMap(([section, schema]) =>
    section === "defaults" || section === "profiles" ? [] : placesOf(key, schema, section),
  );
  return elsewhere.length === 0 ? undefined : belongs(key, elsewhere);
}

function belongs(key: string, places: readonly string[]): string {
  return `\`${key}\` belongs to ${places.slice(0, MOST_PLACES).join(" or ")}`;
}

/** Paths of maps that have the key, those of the fewest steps first. */
function placesOf(key: string, start: Schema, path: string): string[] {
  const found: string[] = [];
  let level: (readonly [path: string, schema: Schema])[] = [[path, start]];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: (readonly [string, Schema])[] = [];
    for (const [at, schema] of level) {
      const { properties = {}, additionalProperties } = unfold(schema);
      if (Object.hasOwn(properties, key) && at !== "" && (at !== path || depth === 0)) found.push(at);
      for (const [name, inner] of Object.entries(properties)) next.push([at === "" ? name : `${at}.${name}`, inner]);
      if (typeof additionalProperties === "object")
        next.push([at === "" ? "NAME" : `${at}.NAME`, additionalProperties]);
    }
    level = next;
  }
  return [...new Set(found)];
}
