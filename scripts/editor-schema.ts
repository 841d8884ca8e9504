import { present } from "../src/contract/present.ts";
import { mapValues, type Schema } from "./compose-schema.ts";

/** A value that editors offer where others are allowed, too. */
export interface Suggestion {
  readonly value: string;
  readonly description: string;
}

/** Layers that several sections share. Everything else is written where it is used. */
const SHARED: Readonly<Record<string, string>> = { serviceLayer: "service", nodeLayer: "node", vipLayer: "vip" };

/**
 * The composed schema as editors need it. Of all schemas that a value passes through, they show the innermost
 * description and name the innermost definition in messages. Here each key has one description, its own, and messages
 * say what is expected. Any entry of a layer may be null, which removes what is inherited.
 * @param suggestions Values of strings, by the name of their definition.
 * @param newEntries What is offered for a new entry of a section; `$1` and `${2:text}` are places to fill in.
 */
export function editorSchema(
  composed: Schema,
  suggestions: Readonly<Record<string, readonly Suggestion[]>>,
  newEntries: Readonly<Record<string, unknown>>,
): Schema {
  const definitions = composed["$defs"] as Readonly<Record<string, Schema>>;
  const { $schema, description } = composed;
  const sections = Object.entries(composed["properties"] as Record<string, Schema>);
  const properties = Object.fromEntries(
    sections.map(([name, section]) => {
      const entry = newEntries[name];
      return [name, entry === undefined ? section : { ...section, defaultSnippets: [entry] }];
    }),
  );
  const shared = Object.entries(SHARED).map(([layer, name]) => [name, bare(write(definitions[layer] ?? {}, true))]);
  const file = write({ type: "object", description, additionalProperties: false, properties }, false);
  return { $schema, ...file, $defs: Object.fromEntries(shared) };

  /** @param inLayer Whether another layer may set the same entries. */
  function write(schema: Schema, inLayer: boolean, nullable = false): Schema {
    const whole = resolve(schema);
    const name = SHARED[nameOf(schema)];
    if (name !== undefined) return { ...describe(whole), $ref: `#/$defs/${name}` };
    const layered = inLayer || nameOf(schema).endsWith("Layer");
    const branches = branchesOf(schema);
    const kinds = branches.filter(({ type }) => type !== "null");
    const errorMessage = `Expected ${expectation(whole, kinds)}.`;
    const bodies = joinKinds(kinds, nullable || kinds.length < branches.length);
    const about = describe(whole);
    const written = bodies.map((one) => body(one, errorMessage, layered, about));
    return { ...about, ...(written.length === 1 ? written[0] : { anyOf: written }) };
  }

  /**
   * A schema without alternatives and without its description.
   * @param about The description, for entries and elements that have none.
   */
  function body(schema: Schema, errorMessage: string, inLayer: boolean, about: Schema): Schema {
    const { type, description: _description, "x-expects": _expects, properties, ...rest } = schema;
    const { propertyNames, additionalProperties, items } = rest;
    if (hasValues(schema)) return { ...rest, ...meanings(schema), errorMessage };
    if (properties !== undefined) {
      const entries = mapValues(properties as Record<string, Schema>, (entry) => write(entry, inLayer, inLayer));
      // Apart from the rest, because the message would be shown for unknown keys, too.
      return { allOf: [{ type, errorMessage }], ...rest, properties: entries };
    }
    return {
      type,
      errorMessage,
      ...rest,
      ...present({
        propertyNames: isSchema(propertyNames) ? bare(write(propertyNames, false)) : undefined,
        additionalProperties: isSchema(additionalProperties)
          ? describedBy(about, write(additionalProperties, inLayer, inLayer))
          : undefined,
        items: isSchema(items) ? describedBy(about, write(items, false)) : undefined,
      }),
    };
  }

  /** The alternatives of a schema; itself if it has none. */
  function branchesOf(schema: Schema): Schema[] {
    const { anyOf, ...whole } = resolve(schema);
    const expects = present({ "x-expects": whole["x-expects"] });
    return Array.isArray(anyOf) ? anyOf.flatMap(branchesOf).map((branch) => ({ ...branch, ...expects })) : [whole];
  }

  /** Follows `$ref`s; keys next to them win. */
  function resolve(schema: Schema): Schema {
    const { $ref, ...outer } = schema;
    if (typeof $ref !== "string") return schema;
    let at: unknown = definitions;
    for (const step of $ref.replace("#/$defs/", "").split("/")) at = (at as Schema)[step];
    const defaultSnippets = suggestions[nameOf(schema)]?.map(({ value, description }) => {
      return { label: value, description, body: value };
    });
    return { ...resolve(at as Schema), ...present({ defaultSnippets }), ...outer };
  }
}

/**
 * One schema for lists and maps, and one for strings and numbers: editors mix up more than two alternatives. They take
 * the first that fits best, so that a map with a misspelt key is not told to be a string. The list of types, even of
 * one, keeps them from replacing our message by the names of all alternatives.
 */
function joinKinds(kinds: readonly Schema[], nullable: boolean): Schema[] {
  const isCollection = ({ type }: Schema): boolean => type === "array" || type === "object";
  const isScalar = (kind: Schema): boolean => !hasValues(kind) && !isCollection(kind);
  const joined = [kinds.filter(isCollection), kinds.filter(isScalar)]
    .filter((group) => group.length > 0)
    .map((group, index) => {
      const types = group.map(({ type }) => type);
      return { ...Object.assign({}, ...group), type: nullable && index === 0 ? [...types, "null"] : types };
    });
  const none = nullable && joined.length === 0 ? [{ type: "null" }] : [];
  return [...joined, ...kinds.filter(hasValues), ...none];
}

function hasValues(schema: Schema): boolean {
  return schema["enum"] !== undefined;
}

/** What can be written, for messages. */
function expectation(whole: Schema, kinds: readonly Schema[]): string {
  const own = whole["x-expects"];
  if (typeof own === "string") return own;
  return [...new Set(kinds.map(expectationOf))].join(", or ");
}

function expectationOf({ type, enum: values, "x-expects": expects }: Schema): string {
  if (typeof expects === "string") return expects;
  if (Array.isArray(values)) return `${values.length > 1 ? "one of " : ""}${values.map(quote).join(", ")}`;
  const words: Record<string, string> = { array: "a list", object: "a map", integer: "a whole number" };
  return words[`${type}`] ?? (type === "boolean" ? "true or false" : "a string");
}

/** A value as it is written in YAML: `"1.2"` needs its quotes. */
function quote(value: unknown): string {
  return typeof value === "string" && /^[0-9.]+$/.test(value) ? `"${value}"` : `${value}`;
}

/** The description, and an example of what is written. Editors show `description` as it is, without Markdown. */
function describe({ description, "x-expects": expects }: Schema): Schema {
  if (typeof description !== "string") return {};
  const example = typeof expects === "string" && expects.includes("such as") ? `\n\nWrite ${expects}.` : "";
  const text = `${description}${example}`;
  return { description: text, ...present({ markdownDescription: text.includes("`") ? text : undefined }) };
}

/** Without what is said, and offered, where the schema is used. */
function bare(schema: Schema): Schema {
  const { description: _description, markdownDescription: _markdown, defaultSnippets: _snippets, ...rest } = schema;
  return rest;
}

/** With the description of the key around it if it has none. */
function describedBy(about: Schema, schema: Schema): Schema {
  return schema["description"] === undefined ? { ...about, ...schema } : schema;
}

/** Meanings of the values of an enumeration, if its description explains each: `http: is parsed; tcp: is passed on.` */
function meanings({ enum: values, description }: Schema): Schema {
  if (!Array.isArray(values) || typeof description !== "string") return {};
  const found = values
    .map((value) => new RegExp(`(?<=^|[.;:] )${value}(?: \\(default\\))?: `).exec(description))
    .filter((match) => match !== null);
  if (found.length < values.length) return {};
  const enumDescriptions = found.map(({ index, 0: { length } }) => {
    const later = found.map((match) => match.index).filter((start) => start > index);
    return description.slice(index + length, Math.min(...later, description.length)).replace(/[.;]? ?$/, "");
  });
  return { enumDescriptions };
}

function nameOf({ $ref }: Schema): string {
  return typeof $ref === "string" ? $ref.replace("#/$defs/", "") : "";
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
