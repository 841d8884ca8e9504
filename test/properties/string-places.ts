import type { Schema } from "../../scripts/compose-schema.ts";

/** Keys and positions from the top of a value to one inside it. */
export type Place = readonly (string | number)[];

/** A string of a catalog, or a key that its author chose. */
export interface StringPlace {
  readonly path: Place;
  /** Whether it is the last key of the path, and not the value. */
  readonly isKey: boolean;
  /** Its name in the schema: `serviceLayer/owner`, `networks/*`, `networks/<name>`. */
  readonly field: string;
}

/** All strings of a catalog, as the schema sees them. */
export function stringPlaces(schema: Schema, catalog: unknown): StringPlace[] {
  const places = new Map<string, StringPlace>();
  walk(schema, schema, "", { path: [], value: catalog }, new Set(), (place) => {
    places.set(JSON.stringify([place.path, place.isKey]), place);
  });
  return [...places.values()];
}

/** All fields of the schema that can hold a string, sorted. */
export function stringFields(schema: Schema): string[] {
  const fields = new Set<string>();
  walk(schema, schema, "", undefined, new Set(), ({ field }) => fields.add(field));
  return [...fields].sort();
}

interface Here {
  readonly path: Place;
  readonly value: unknown;
}

/** Walks through a schema, along a value if there is one. Without one, `seen` ends the recursion. */
function walk(
  root: Schema,
  node: Schema,
  field: string,
  here: Here | undefined,
  seen: Set<string>,
  found: (place: StringPlace) => void,
): void {
  const goOn = (next: unknown, name: string, inner: Here | undefined): void => {
    if (isSchema(next)) walk(root, next, name, inner, seen, found);
  };
  const { $ref, anyOf, properties, additionalProperties, propertyNames, items } = node;
  if (typeof $ref === "string") {
    const target = $ref.replace("#/$defs/", "");
    if (here === undefined && seen.has(`${target} ${field}`)) return;
    seen.add(`${target} ${field}`);
    const defs = root["$defs"];
    const next = isSchema(defs) ? lookUp(defs, target.split("/")) : undefined;
    goOn(next, isSchema(next) && next["properties"] !== undefined ? target : field, here);
  }
  if (Array.isArray(anyOf)) for (const branch of anyOf) goOn(branch, field, here);
  if (isString(node) && (here === undefined || typeof here.value === "string")) {
    found({ path: here?.path ?? [], isKey: false, field });
  }
  const known = isSchema(properties) ? properties : {};
  const keys = isMap(here?.value) ? Object.keys(here.value) : [];
  const within = (key: string): Here | undefined =>
    isMap(here?.value) ? { path: [...here.path, key], value: here.value[key] } : undefined;
  for (const [key, next] of Object.entries(known)) {
    if (here === undefined || keys.includes(key)) goOn(next, join(field, key), within(key));
  }
  const chosen = keys.filter((key) => known[key] === undefined);
  if (isSchema(additionalProperties)) {
    if (here === undefined) goOn(additionalProperties, join(field, "*"), undefined);
    for (const key of chosen) goOn(additionalProperties, join(field, "*"), within(key));
  }
  if (isSchema(propertyNames)) {
    if (here === undefined) found({ path: [], isKey: true, field: join(field, "<name>") });
    for (const key of chosen) found({ path: [...(here?.path ?? []), key], isKey: true, field: join(field, "<name>") });
  }
  if (isSchema(items)) {
    if (here === undefined) goOn(items, field, undefined);
    if (Array.isArray(here?.value)) {
      for (const [index, value] of here.value.entries()) goOn(items, field, { path: [...here.path, index], value });
    }
  }
}

function isString({ type, enum: values }: Schema): boolean {
  return type === "string" || (Array.isArray(values) && values.some((value) => typeof value === "string"));
}

function lookUp(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return isSchema(value) ? lookUp(value[key], rest) : undefined;
}

function join(field: string, key: string): string {
  return field === "" ? key : `${field}/${key}`;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isSchema(value);
}
