import type { Schema } from "../../src/catalog/schema/schema-at.ts";
import { present } from "../../src/contract/present.ts";

/** Sections in the order in which a reader needs them: heading → definition. */
const PARTS: readonly (readonly [string, string, string])[] = [
  ["fleet", "fleet", "Once per catalog; its keys may be spread over several files."],
  ["networks", "network", "By name. `world`, all of IPv4 and IPv6, is built in."],
  ["teams", "team", "By name."],
  ["groups", "group", "By name."],
  ["vips", "vip", "By name. A VIP inherits from `defaults.vip`."],
  ["certificates", "certificate", "By name."],
  ["nodes", "node", "By name. A node inherits from `defaults.node`."],
  ["profiles and services", "service", "By name. A service inherits from its profiles, then from `defaults.service`."],
];

/**
 * The reference of the language, from its schema: a table of keys for each section and each map inside it.
 * @param bundle The composed schema with its `$defs`.
 */
export function renderLanguage(bundle: Schema): string {
  const lines = [
    "<!-- Generated from schemas/ by `npm run generate`; do not edit. -->",
    "# The language: reference",
    "",
    "Every key, from the schema that checks it. [language.md](../language.md) explains how they work together,",
    "[glossary.md](../glossary.md) the terms. A star marks keys that must be set in some layer: in the entry itself, a profile or the defaults.",
    "",
  ];
  for (const [title, definition, about] of PARTS) lines.push(...section(bundle, title, definition, about));
  return `${lines.join("\n").trimEnd()}\n`;
}

function section(bundle: Schema, title: string, definition: string, about: string): string[] {
  const schema = resolve(bundle, { $ref: `#/$defs/${definition}` });
  const lines = [`## ${title}`, "", `${schema.description ?? ""} ${about}`.trim(), ""];
  if (schema.properties === undefined) return [...lines, `Each is ${describeType(bundle, schema)}.`, ""];
  return [...lines, ...table(bundle, schema), ...inner(bundle, schema, "", new Set([definition]))];
}

/** Tables of the maps inside a map, each once. */
function inner(bundle: Schema, schema: Schema, path: string, seen: Set<string>): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const found = mapOf(bundle, property);
    if (found === undefined || (found.name !== undefined && seen.has(found.name))) return [];
    if (found.name !== undefined) seen.add(found.name);
    const place = `${path}${key}${found.named ? ".NAME" : ""}`;
    const heading = [`### ${place.replace(/^\./, "")}`, "", found.schema.description ?? "", ""];
    return [...heading, ...table(bundle, found.schema), ...inner(bundle, found.schema, `${place}.`, seen)];
  });
}

interface Found {
  readonly schema: Schema;
  /** Name of the definition, if it has one. */
  readonly name?: string;
  /** Whether it is the value of user-named entries. */
  readonly named: boolean;
}

/** The map with fixed keys in a property: itself, one branch of it, an element, or a named entry. */
function mapOf(bundle: Schema, property: Schema, named = false): Found | undefined {
  const name = property.$ref?.replace("#/$defs/", "");
  const schema = resolve(bundle, property);
  if (schema.properties !== undefined) return { schema, named, ...present({ name }) };
  if (typeof schema.additionalProperties === "object") return mapOf(bundle, schema.additionalProperties, true);
  if (schema.items !== undefined) return mapOf(bundle, schema.items, named);
  for (const branch of schema.anyOf ?? []) {
    const found = mapOf(bundle, branch, named);
    if (found !== undefined) return found;
  }
  return undefined;
}

function table(bundle: Schema, schema: Schema): string[] {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const about = property.description ?? resolve(bundle, property).description ?? "";
    return `| \`${key}\`${required.has(key) ? " *" : ""} | ${cell(describeType(bundle, property))} | ${cell(about)} |`;
  });
  return ["| key | value | meaning |", "| --- | --- | --- |", ...rows, ""];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function describeType(bundle: Schema, schema: Schema): string {
  const full = resolve(bundle, schema);
  if (full["x-expects"] !== undefined) return full["x-expects"];
  if (full.enum !== undefined) return full.enum.map((value) => `\`${value}\``).join(", ");
  if (full.anyOf !== undefined)
    return [...new Set(full.anyOf.map((branch) => describeType(bundle, branch)))].join(", or ");
  if (full.type === "array")
    return `a list: ${full.items === undefined ? "anything" : describeType(bundle, full.items)}`;
  if (full.type === "object") return "a map";
  if (full.type === "integer") return `a whole number${range(full)}`;
  return full.type === "boolean" ? "`true` or `false`" : "a string";
}

function range({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return "";
  return maximum === undefined ? ` from ${minimum}` : ` from ${minimum ?? 0} to ${maximum}`;
}

/** Follows `$ref`s; keys next to them win. */
function resolve(bundle: Schema, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...outer } = schema;
  let at: unknown = bundle;
  for (const step of $ref.slice(2).split("/")) at = (at as Record<string, unknown>)[step];
  return { ...resolve(bundle, at as Schema), ...outer };
}
